import type { LogLine } from '../../contract/log.ts';
import { type Colour, styleFor } from './style.ts';
import { oneLine, safeLogLine, widthOf } from './terminal-text.ts';

/** Makes the text of one line, with its line end. */
export type PaintLine = (job: { name: string }, line: LogLine) => string;

export interface LogLook {
  /** Names of all jobs whose lines mix; empty: lines carry no name. More names may come later. */
  names: string[];
  timestamps: boolean;
  /** One JSON document a line: `{ job, t, s, x }`. */
  json: boolean;
  colours: boolean;
  /** Control sequences are kept out of terminals; a pipe gets the log as it is. */
  terminal: boolean;
}

const jobColours: Colour[] = ['cyan', 'magenta', 'yellow', 'blue', 'green'];
const markers: Record<string, { sign: string; colour: Colour }> = {
  group: { sign: '▸ ', colour: 'bold' },
  command: { sign: '', colour: 'blue' },
  error: { sign: 'error: ', colour: 'red' },
  warning: { sign: 'warning: ', colour: 'yellow' },
  notice: { sign: 'notice: ', colour: 'blue' },
  debug: { sign: 'debug: ', colour: 'dim' },
};

/** How log lines are shown: a coloured name in front where jobs mix, GitHub's `##[...]` markers as colours. */
export function logPainter(look: LogLook): PaintLine {
  if (look.json) return (job, line) => `${JSON.stringify({ job: job.name, ...line })}\n`;
  const style = styleFor(
    { isTTY: look.colours, columns: 0, write: () => undefined },
    look.colours ? { FORCE_COLOR: '1' } : {},
  );
  const colourOf = new Map<string, Colour>();
  const width = Math.max(0, ...look.names.map((name) => widthOf(oneLine(name))));
  const prefix = (name: string): string => {
    if (look.names.length === 0) return '';
    const colour = colourOf.get(name) ?? jobColours[colourOf.size % jobColours.length] ?? 'cyan';
    colourOf.set(name, colour);
    const label = oneLine(name);
    return `${style[colour](label + ' '.repeat(Math.max(0, width - widthOf(label))))} ${style.dim('│')} `;
  };
  return (job, line) => {
    const time = look.timestamps ? `${style.dim(new Date(line.t).toISOString())} ` : '';
    return `${prefix(job.name)}${time}${bodyOf(line.x, look, style)}\n`;
  };
}

function bodyOf(raw: string, look: LogLook, style: Record<Colour, (text: string) => string>): string {
  const text = look.terminal || look.colours ? safeLogLine(raw, look.colours) : raw;
  if (!look.colours) return text;
  const found = /^##\[([a-z]+)\](.*)$/.exec(text);
  const marker = markers[found?.[1] ?? ''];
  if (found?.[1] === 'endgroup') return '';
  return marker === undefined ? text : style[marker.colour](`${marker.sign}${found?.[2] ?? ''}`);
}
