/** What a log line is, by the marker at its front. */
export type LineKind = 'text' | 'group' | 'endgroup' | 'error' | 'warning' | 'notice' | 'debug' | 'command';

const markerPattern = /^(?:\x1b\[[\d;]*m)*(?:##\[(group|endgroup|error|warning|notice|debug|command)\]|::(endgroup)::)/;

/** Kind of a line and its text without the marker. `##[group]Build` -> group, `Build`. */
export function readLineKind(line: string): { kind: LineKind; text: string } {
  // Most lines have no marker: two character tests are far cheaper than the pattern on 100,000 lines.
  const first = line.charCodeAt(0);
  if (first !== 35 && first !== 27 && first !== 58) return { kind: 'text', text: line };
  const match = markerPattern.exec(line);
  if (!match) return { kind: 'text', text: line };
  return { kind: (match[1] ?? match[2]) as LineKind, text: line.slice(match[0].length) };
}
