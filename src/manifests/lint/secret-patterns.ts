const patterns: [kind: string, pattern: RegExp][] = [
  ['a private key', /-----BEGIN ([A-Z]+ )*PRIVATE KEY( BLOCK)?-----/],
  ['an AWS key', /\b(AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a GitHub token', /\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b/],
  ['a GitLab token', /\bglpat-[A-Za-z0-9_-]{20,}\b/],
  ['a Slack token', /\bxox[abposr]-[A-Za-z0-9-]{10,}\b/],
  ['a Google API key', /\bAIza[0-9A-Za-z_-]{35}\b/],
  ['a raibid token', /\braibid_(admin|agent|lease|job|session)_[A-Za-z0-9_-]{20,}/],
  ['an age key', /\bAGE-SECRET-KEY-1[0-9A-Z]{50,}\b/],
  ['a JSON web token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
  ['an address with a password in it', /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:[^\s:/@${}<>]{3,}@[\w.-]+/i],
  [
    'a password',
    /(^|[\s"'{,;-])(--?)?[\w.-]*(password|passwd|secret[_-]?key|api[_-]?key|auth[_-]?token|requirepass|masterauth)["']?\s*[:= ]\s*["']?(?![\s$<{(/"']|null|true|false)[^\s"',}]{4,}/i,
  ],
];

/** Keys whose values are names of things, not the secrets themselves. */
const referenceKey = /(name|ref|file|path|key|keys|class|type|url|mode|policy|provider|kind)$/i;
const secretKey = /(^|[._-])(password|passwd|secret|token|api-?key|private-?key|credentials?)$/i;

/** What kind of secret a text holds, undefined when it looks like none. `key`: the key that it belongs to. */
export function secretKind(text: string, key: string): string | undefined {
  const known = patterns.find(([, pattern]) => pattern.test(text));
  if (known) return known[0];
  const isNamed = secretKey.test(key) && !referenceKey.test(key.replace(/(api|private)-?key$/i, ''));
  return isNamed && entropy(text) > 3 && text.length >= 12 && !text.includes(' ') ? 'a secret' : undefined;
}

/** Shannon entropy in bits a character: words have about 3, random tokens more than 3.5. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}
