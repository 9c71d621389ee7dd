import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkSignature, readDeliveryHeaders } from './signature.ts';

const body = Buffer.from('{"ref":"refs/heads/main"}');
const right = createHmac('sha256', 'secret').update(body).digest('hex');

describe('the headers of a delivery', () => {
  it("are read in Gitea's form and in GitHub's", () => {
    const gitea = { 'x-gitea-delivery': '1', 'x-gitea-event': 'push', 'x-gitea-signature': right };
    const github = { 'x-github-delivery': '2', 'x-github-event': 'push', 'x-hub-signature-256': `sha256=${right}` };
    expect(readDeliveryHeaders(gitea)).toEqual({ id: '1', event: 'push', signature: right });
    expect(readDeliveryHeaders(github)).toEqual({ id: '2', event: 'push', signature: right });
  });

  it.each([
    ['without a signature', { 'x-github-event': 'push', 'x-github-delivery': '2' }, 'not signed'],
    ['without an id', { 'x-github-event': 'push', 'x-hub-signature-256': right }, 'x-github-delivery'],
    ['with the old signature only', { 'x-github-event': 'push', 'x-hub-signature': `sha1=${right}` }, 'not signed'],
    ['of something else', {}, 'no webhook'],
  ])('%s are refused', (_, headers, words) => {
    expect(() => readDeliveryHeaders(headers as Record<string, string>)).toThrow(words);
  });
});

describe('a signature', () => {
  it('fits the body and secret it was made for', () => {
    expect(() => checkSignature(body, right, ['secret'])).not.toThrow();
    expect(() => checkSignature(body, right.toUpperCase(), ['secret'])).not.toThrow();
  });

  it('may be of any secret that is in force', () => {
    expect(() => checkSignature(body, right, ['new', 'secret'])).not.toThrow();
    expect(() => checkSignature(body, right, [])).toThrow('The signature of the webhook is wrong.');
  });

  it.each([
    ['of another secret', body, right, 'other'],
    ['of another body', Buffer.from('{}'), right, 'secret'],
    ['cut short', body, right.slice(0, 32), 'secret'],
    ['that is empty', body, '', 'secret'],
    ['that is no hex', body, 'x'.repeat(64), 'secret'],
  ])('%s is refused', (_, text, signature, secret) => {
    expect(() => checkSignature(text, signature, [secret])).toThrow('The signature of the webhook is wrong.');
  });
});
