import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/json.ts';
import { pullRequestFound, readWebhookEvent } from './read-event.ts';

const a = 'a'.repeat(40);
const b = 'b'.repeat(40);
const zero = '0'.repeat(40);
const sender = { login: 'ada' };
const repository = { full_name: 'ada/engine' };

function branch(ref: string, sha: string, fullName: string | null): JsonObject {
  return { ref, sha, repo: fullName === null ? null : { full_name: fullName } };
}

function pull(headRepository: string | null): JsonObject {
  const head = branch('change', b, headRepository);
  return { number: 7, merge_base: a, head, base: branch('main', a, 'ada/engine') };
}

describe('a push', () => {
  it("of Gitea becomes GitHub's", () => {
    const body = { ref: 'refs/heads/main', before: zero, after: a, compare_url: 'http://x', total_commits: 1, sender };
    const event = readWebhookEvent('push', { ...body, pusher: { login: 'ada', email: 'ada@x' }, repository });
    expect(event).toMatchObject({ kind: 'push', ref: 'refs/heads/main', before: zero, after: a, actor: 'ada' });
    expect(event?.kind === 'push' && event.payload).toMatchObject({
      compare: 'http://x',
      created: true,
      deleted: false,
      pusher: { name: 'ada', email: 'ada@x' },
    });
    expect(event?.kind === 'push' && event.payload).not.toHaveProperty('total_commits');
  });

  it('of GitHub stays as it is', () => {
    const body = { ref: 'refs/tags/v1', before: a, after: zero, compare: 'http://y', forced: true, sender };
    const event = readWebhookEvent('push', { ...body, pusher: { name: 'ada', email: 'ada@x' }, repository });
    expect(event?.kind === 'push' && event.payload).toMatchObject({
      compare: 'http://y',
      forced: true,
      deleted: true,
      pusher: { name: 'ada' },
    });
  });

  it.each([
    ['without a commit', { ref: 'refs/heads/main', before: a, sender }],
    ['of a short commit', { ref: 'refs/heads/main', before: a, after: 'abc', sender }],
    ['of a short ref', { ref: 'main', before: a, after: b, sender }],
    ['of nobody', { ref: 'refs/heads/main', before: a, after: b }],
  ])('%s is refused', (_, body) => {
    expect(() => readWebhookEvent('push', body as JsonObject)).toThrow('another form than expected');
  });
});

describe('a pull request', () => {
  it("has GitHub's name of what happened, and its own repository is trusted", () => {
    const event = readWebhookEvent('pull_request', {
      action: 'synchronized',
      pull_request: pull('Ada/Engine'),
      sender,
    });
    expect(event).toMatchObject({ action: 'synchronize', number: 7, headSha: b, baseRef: 'main', mergeBase: a });
    expect(event).toMatchObject({ fork: false, payload: { action: 'synchronize', number: 7 } });
  });

  it.each([
    ['from another repository', 'eve/engine'],
    ['whose repository is gone', null],
  ])('%s is of a fork', (_, head) => {
    const event = readWebhookEvent('pull_request', { action: 'opened', pull_request: pull(head), sender });
    expect(event).toMatchObject({ fork: true });
  });

  it('that was found by looking is read the same way', () => {
    const found = pullRequestFound('opened', { ...pull('eve/engine'), user: { login: 'eve' } });
    expect(found).toMatchObject({ action: 'opened', fork: true, actor: 'eve', headSha: b });
    expect(pullRequestFound('opened', { number: 1 })).toBeNull();
  });
});

describe('a release', () => {
  const release = { tag_name: 'v1', prerelease: false, draft: false };

  it('that was published was also created and released', () => {
    const event = readWebhookEvent('release', { action: 'published', release, sender });
    expect(event).toMatchObject({ action: 'published', alsoActions: ['created', 'released'], tag: 'v1' });
  });

  it('that was updated was edited, in words of GitHub; a draft is nothing yet', () => {
    expect(readWebhookEvent('release', { action: 'updated', release, sender })).toMatchObject({ action: 'edited' });
    expect(
      readWebhookEvent('release', { action: 'published', release: { ...release, draft: true }, sender }),
    ).toBeNull();
  });
});

it('an event that starts nothing is nothing', () => {
  for (const name of ['ping', 'issues', 'toString', '']) expect(readWebhookEvent(name, {})).toBeNull();
});
