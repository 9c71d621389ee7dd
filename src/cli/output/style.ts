import type { Output } from '../command.ts';

type Paint = (text: string) => string;

const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
} as const;

export type Colour = keyof typeof codes;
export type Style = Record<Colour, Paint>;

/** True when colours may be written: a terminal, unless NO_COLOR or TERM=dumb says otherwise; FORCE_COLOR wins. */
export function wantsColour(output: Output, env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0') return true;
  return output.isTTY && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
}

/** Painters for one output; they leave the text alone where colours are not wanted. */
export function styleFor(output: Output, env: Readonly<Record<string, string | undefined>>): Style {
  const colour = wantsColour(output, env);
  const paint =
    (name: Colour): Paint =>
    (text) =>
      colour ? `\u001b[${codes[name][0]}m${text}\u001b[${codes[name][1]}m` : text;
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
    blue: paint('blue'),
    magenta: paint('magenta'),
    cyan: paint('cyan'),
  };
}
