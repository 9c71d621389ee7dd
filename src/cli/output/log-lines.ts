import type { LogLine } from '../../contract/log.ts';
import { type Colour, type Style, styleFor } from './style.ts';
import { fitTo, oneLine, safeLogLine, widthOf } from './terminal-text.ts';

/** Makes the text of one line, with its line end. */
export type PaintLine = (job: { name: string }, line: LogLine) => string;

export interface LogLook {
  /** Names of all jobs whose lines mix; empty: lines carry no name. More names may come later. */
  names: string[];
  /** Columns that a name may take; longer ones are cut. Absent: as many as it has. */
  nameWidth?: number;
  timestamps: boolean;
  /** One JSON document a line: `{ job, t, s, x }`. */
  json: boolean;
  /** Colours of the log itself stay, and ours are added. */
  colours: boolean;
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

/** How log lines are shown: a coloured name in front where jobs mix, words for GitHub's `##[...]` markers. */
export function logPainter(look: LogLook): PaintLine {
  if (look.json) return (job, line) => `${JSON.stringify({ job: job.name, ...line })}\n`;
  const style = styleFor(
    { isTTY: look.colours, columns: 0, write: () => undefined },
    look.colours ? { FORCE_COLOR: '1' } : {},
  );
  const colourOf = new Map<string, Colour>();
  const labelOf = (name: string): string => fitTo(oneLine(name), look.nameWidth ?? Number.POSITIVE_INFINITY);
  let width = Math.max(0, ...look.names.map((name) => widthOf(labelOf(name))));
  const prefix = (name: string): string => {
    if (look.names.length === 0) return '';
    const colour = colourOf.get(name) ?? jobColours[colourOf.size % jobColours.length] ?? 'cyan';
    colourOf.set(name, colour);
    const label = labelOf(name);
    width = Math.max(width, widthOf(label));
    return `${style[colour](label + ' '.repeat(Math.max(0, width - widthOf(label))))} ${style.dim('│')} `;
  };
  return (job, line) => {
    const body = bodyOf(line.x, look.colours, style);
    if (body === null) return '';
    const time = look.timestamps ? `${style.dim(new Date(line.t).toISOString())} ` : '';
    return `${prefix(job.name)}${time}${body}\n`;
  };
}

/** Null: the line is only the end of a group, which is shown by nothing. */
function bodyOf(raw: string, colours: boolean, style: Style): string | null {
  const text = safeLogLine(raw, colours);
  const [, name = '', rest = ''] = /^##\[([a-z]+)\](.*)$/.exec(text) ?? [];
  if (name === 'endgroup') return null;
  const marker = markers[name];
  return marker === undefined ? text : style[marker.colour](`${marker.sign}${rest}`);
}
