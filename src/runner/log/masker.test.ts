import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createMasker } from './masker.ts';

const secret = `p@ss'w"ord/$1 & <more> +x=`;

function shell(script: string): string {
  return execFileSync('bash', ['-c', script], { env: { PATH: process.env.PATH, S: secret }, encoding: 'utf8' }).trim();
}

/** The secret must be gone from what the shell printed, but for a few characters at the edges of an encoding. */
function hides(output: string): void {
  const masked = createMasker([secret]).mask(output);
  expect(masked).toContain('***');
  expect(masked.replaceAll('***', '').length).toBeLessThan(output.length - secret.length / 2);
}

test.each([
  ['plain', 'echo "see $S here"'],
  ['base64', 'echo -n "$S" | base64 -w0'],
  ['base64 with a line end', 'echo "$S" | base64 -w0'],
  ['base64 behind one byte', 'echo -n "u$S" | base64 -w0'],
  ['base64 behind two bytes and before others', 'echo -n "u:$S:tail" | base64 -w0'],
  ['URL-encoded', `python3 -c 'import os,urllib.parse; print(urllib.parse.quote(os.environ["S"], safe=""))'`],
  ['form-encoded', `python3 -c 'import os,urllib.parse; print(urllib.parse.quote_plus(os.environ["S"]))'`],
  ['in JSON', `python3 -c 'import os,json; print(json.dumps({"s": os.environ["S"]}))'`],
  ['hexadecimal', 'echo -n "$S" | od -An -tx1 | tr -d " \\n"'],
  ['quoted by the shell', `printf '%q' "$S"`],
  ['traced by the shell', 'set -x; true "$S" 2>&1; { true "$S"; } 2>&1'],
  ['XML', `python3 -c 'import os,html; print(html.escape(os.environ["S"], quote=False))'`],
])('hides a secret that a shell prints: %s', (_name, script) => {
  hides(shell(`exec 2>&1; ${script}`));
});

test('each line of a key is hidden, and the lines of its wrapped base64', () => {
  const key = [
    '-----BEGIN KEY-----',
    'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ',
    'abcdefghijklmnopqrstuvwxyz0123',
    '}',
  ].join('\n');
  const masker = createMasker([key]);
  expect(key.split('\n').map((line) => masker.mask(line))).toEqual(['***', '***', '***', '}']);
  const wrapped = execFileSync('base64', { input: key, encoding: 'utf8' }).trim().split('\n');
  expect(wrapped.length).toBeGreaterThan(1);
  for (const line of wrapped) expect(masker.mask(line)).toMatch(/^\*{3}=*$/);
});

test('overlapping secrets leave nothing of either', () => {
  expect(createMasker(['abcd', 'cdef']).mask('xabcdefx')).toBe('x***x');
});

test('a value added later is hidden from then on; blank ones are ignored', () => {
  const masker = createMasker(['', '  ']);
  expect(masker.mask('a b later')).toBe('a b later');
  masker.add('later');
  expect(masker.mask('a b later')).toBe('a b ***');
});

test('a cut never halves a secret', () => {
  const masker = createMasker(['secret']);
  expect(masker.safeCut('aaaasecretbbbb', 6)).toBe(4);
  expect(masker.safeCut('aaaasecretbbbb', 4)).toBe(4);
  expect(masker.safeCut('secretbbbb', 3)).toBe(6);
});
