/**
 * Where the values of a stream of JSON begin: kubectl reads them one behind the other, with nothing between them.
 * Undefined for one value alone and for everything that is no such stream.
 */
export function jsonStarts(text: string): number[] | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  const starts: number[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') at = endOfText(text, at);
    else if (sign === '{' || sign === '[') {
      if (depth++ === 0) starts.push(at);
    } else if (sign === '}' || sign === ']') depth--;
    else if (depth === 0 && sign?.trim() !== '') return undefined;
  }
  return depth === 0 && starts.length > 1 ? starts : undefined;
}

/** The closing quote of a text, or the end where there is none. */
function endOfText(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
