/** A word of a POSIX shell's command line: as it is where nothing in it is special, else in single quotes. */
export function shellWord(word: string): string {
  return /^[\w./=:@%+,-]+$/.test(word) ? word : quotedWord(word);
}

/** A word of a POSIX shell's command line, always in single quotes. */
export function quotedWord(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
