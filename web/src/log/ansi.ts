/** How a piece of text looks. Colours are `ansi-0` to `ansi-15` (the theme's palette) or `#rrggbb`. */
export interface AnsiStyle {
  readonly color?: string;
  readonly background?: string;
  readonly bold?: true;
  readonly dim?: true;
  readonly italic?: true;
  readonly underline?: true;
  readonly inverse?: true;
  readonly strike?: true;
}

/** A piece of text of one style. */
export interface AnsiSpan {
  text: string;
  style: AnsiStyle;
}

export const plainStyle: AnsiStyle = {};

// CSI sequences, OSC strings (titles, hyperlinks) up to BEL or ST, and two-character escapes.
const escapePattern = /\x1b(?:\[([0-9;:?<=>]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-Z\\^-~])/g;
const controlPattern = /[\x00-\x08\x0b-\x1f\x7f]/g;

/**
 * Splits a log line into styled spans, starting with the style the line before ended in. Colours and attributes are
 * understood (ECMA-48 SGR, 256 colours, 24-bit); every other escape sequence and control character is dropped.
 */
export function parseAnsi(line: string, start: AnsiStyle = plainStyle): { spans: AnsiSpan[]; end: AnsiStyle } {
  const text = overwritten(line);
  if (!text.includes('\x1b')) return { spans: span(text, start), end: start };
  const spans: AnsiSpan[] = [];
  let style = start;
  let from = 0;
  for (const match of text.matchAll(escapePattern)) {
    spans.push(...span(text.slice(from, match.index), style));
    if (match[2] === 'm') style = applySgr(style, match[1] ?? '');
    from = match.index + match[0].length;
  }
  spans.push(...span(text.slice(from), style));
  return { spans, end: style };
}

/** The text a reader sees: no escapes, no control characters. */
export function stripAnsi(line: string): string {
  return overwritten(line).replace(escapePattern, '').replace(controlPattern, '');
}

/** Progress bars return the carriage to draw over themselves: only the last drawing counts. */
function overwritten(line: string): string {
  if (!line.includes('\r')) return line;
  const trimmed = line.replace(/\r+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('\r') + 1);
}

function span(text: string, style: AnsiStyle): AnsiSpan[] {
  const clean = text.replace(controlPattern, '');
  return clean === '' ? [] : [{ text: clean, style }];
}

const attributes: Record<number, (style: AnsiStyle) => AnsiStyle> = {
  0: () => plainStyle,
  1: (style) => ({ ...style, bold: true }),
  2: (style) => ({ ...style, dim: true }),
  3: (style) => ({ ...style, italic: true }),
  4: (style) => ({ ...style, underline: true }),
  7: (style) => ({ ...style, inverse: true }),
  9: (style) => ({ ...style, strike: true }),
  22: ({ bold: _bold, dim: _dim, ...rest }) => rest,
  23: ({ italic: _italic, ...rest }) => rest,
  24: ({ underline: _underline, ...rest }) => rest,
  27: ({ inverse: _inverse, ...rest }) => rest,
  29: ({ strike: _strike, ...rest }) => rest,
  39: ({ color: _color, ...rest }) => rest,
  49: ({ background: _background, ...rest }) => rest,
};

function applySgr(style: AnsiStyle, parameters: string): AnsiStyle {
  const codes = parameters.split(/[;:]/).map(Number);
  let next = style;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    if (code === 38 || code === 48) {
      const { color, used } = extendedColor(codes.slice(i + 1));
      if (color) next = code === 38 ? { ...next, color } : { ...next, background: color };
      i += used;
    } else {
      next = attributes[code]?.(next) ?? basicColor(next, code);
    }
  }
  return next;
}

function basicColor(style: AnsiStyle, code: number): AnsiStyle {
  if (code >= 30 && code <= 37) return { ...style, color: `ansi-${code - 30}` };
  if (code >= 90 && code <= 97) return { ...style, color: `ansi-${code - 82}` };
  if (code >= 40 && code <= 47) return { ...style, background: `ansi-${code - 40}` };
  if (code >= 100 && code <= 107) return { ...style, background: `ansi-${code - 92}` };
  return style;
}

/** What follows 38 or 48: `5;n` or `2;r;g;b`. */
function extendedColor(codes: number[]): { color: string | null; used: number } {
  const byte = (value: number | undefined): number => Math.min(255, Math.max(0, value || 0));
  if (codes[0] === 5) return { color: indexedColor(byte(codes[1])), used: 2 };
  if (codes[0] === 2) return { color: hex(byte(codes[1]), byte(codes[2]), byte(codes[3])), used: 4 };
  return { color: null, used: 0 };
}

/** The xterm palette: 16 named colours, a cube of 6x6x6, 24 greys. */
function indexedColor(index: number): string {
  if (index < 16) return `ansi-${index}`;
  if (index >= 232) return hex(...repeat(8 + (index - 232) * 10));
  const level = (value: number): number => (value === 0 ? 0 : 55 + value * 40);
  const cube = index - 16;
  return hex(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

const repeat = (value: number): [number, number, number] => [value, value, value];

function hex(red: number, green: number, blue: number): string {
  return `#${[red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
