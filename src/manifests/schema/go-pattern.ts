/**
 * A regular expression of Go (RE2) as JavaScript's. Nearly all are the same in both; undefined for one that JavaScript
 * cannot express, which is then not checked.
 */
export function compilePattern(pattern: string): RegExp | undefined {
  const flags = /^\^?\(\?([imsU]+)\)/.exec(pattern);
  const body = (flags ? pattern.replace(`(?${flags[1]})`, '') : pattern)
    .replaceAll(/\(\?P</g, '(?<')
    .replaceAll('\\z', '$')
    .replaceAll('\\A', '^');
  const modes = (flags?.[1] ?? '').replaceAll('U', '');
  return attempt(body, `${modes}u`) ?? attempt(body, modes);
}

function attempt(body: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(body, flags);
  } catch {
    return undefined;
  }
}
