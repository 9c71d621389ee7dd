/** A piece of a text with embedded expressions. */
export type Segment = { text: string } | { expression: string };

/**
 * Splits `a ${{ b }} c` into its pieces. Quotes inside an expression may hold `}}`. An expression that is not closed
 * counts as text: the parser reports it.
 */
export function splitEmbedded(value: string): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (;;) {
    const open = value.indexOf('${{', from);
    const close = open < 0 ? -1 : closingOf(value, open + 3);
    if (close < 0) break;
    if (open > from) segments.push({ text: value.slice(from, open) });
    segments.push({ expression: value.slice(open + 3, close).trim() });
    from = close + 2;
  }
  if (from < value.length) segments.push({ text: value.slice(from) });
  return segments;
}

/** Offset of the `}}` that ends the expression, or -1. */
function closingOf(value: string, from: number): number {
  let quoted = false;
  for (let index = from; index < value.length; index++) {
    if (value[index] === "'") quoted = !quoted;
    if (!quoted && value.startsWith('}}', index)) return index;
  }
  return -1;
}

/** The text as one expression: the expression itself when nothing stands around it, `format(...)` otherwise. */
export function joinEmbedded(segments: Segment[]): string {
  const [only] = segments;
  if (segments.length === 1 && only !== undefined && 'expression' in only) return only.expression;
  const values: string[] = [];
  const pattern = segments.map((segment) => {
    if ('text' in segment) return segment.text.replace(/'/g, "''").replace(/[{}]/g, '$&$&');
    values.push(segment.expression);
    return `{${values.length - 1}}`;
  });
  return `format(${[`'${pattern.join('')}'`, ...values].join(', ')})`;
}
