export interface Place {
  line: number;
  column: number;
  endColumn: number;
}

/**
 * The line of a template that a rendered line most likely came from: the same text, else the only line with the same
 * key, else the first line.
 */
export function lineInTemplate(template: string, rendered: string): Place {
  const lines = template.split('\n');
  const wanted = rendered.trim();
  const same = lines.flatMap((line, index) => (line.trim() === wanted ? [index] : []));
  if (same[0] !== undefined) return placeOf(lines, same[0]);
  const key = /^(- )?([\w./-]+):/.exec(wanted)?.[2];
  const withKey = key === undefined ? [] : lines.flatMap((line, index) => (hasKey(line, key) ? [index] : []));
  return withKey.length === 1 && withKey[0] !== undefined
    ? placeOf(lines, withKey[0])
    : { line: 1, column: 1, endColumn: 2 };
}

function hasKey(line: string, key: string): boolean {
  return line.trim().replace(/^- /, '').startsWith(`${key}:`);
}

function placeOf(lines: string[], index: number): Place {
  const text = lines[index] ?? '';
  const column = text.length - text.trimStart().length + 1;
  return { line: index + 1, column, endColumn: text.trimEnd().length + 1 };
}
