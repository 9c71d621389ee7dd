/**
 * Splits a command line as GitHub's runner does: blanks and tabs separate, double quotes group, `\\"` is a quote. Line
 * breaks and single quotes are characters like any other (.NET's rules for `ProcessStartInfo.Arguments`).
 */
export function splitArguments(text: string): string[] {
  const words = text.match(/(?:[^ \t"\\]|\\"|\\|"(?:\\"|[^"])*(?:"|$))+/g) ?? [];
  return words.map(unquote);
}

function unquote(word: string): string {
  return word.replace(/\\"|"((?:\\"|[^"])*)(?:"|$)/g, (_all, inner?: string) =>
    inner === undefined ? '"' : inner.replaceAll('\\"', '"'),
  );
}
