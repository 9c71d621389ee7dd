const lineEnd = 10;

/** How many lines a chunk has. Every line ends with a line feed; JSON has none inside. */
export function countLines(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(lineEnd); at !== -1; at = chunk.indexOf(lineEnd, at + 1)) lines += 1;
  return lines;
}

/**
 * The lines of a chunk after the first `skip`, as text. Not `readline`: that also splits at U+2028 and U+2029, which
 * JSON leaves as they are.
 */
export function* linesAfter(chunk: Buffer, skip: number): Generator<string> {
  let start = 0;
  let index = 0;
  for (let end = chunk.indexOf(lineEnd); end !== -1; end = chunk.indexOf(lineEnd, start)) {
    if (index >= skip) yield chunk.toString('utf8', start, end);
    index += 1;
    start = end + 1;
  }
}
