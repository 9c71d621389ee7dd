import type { CommandContext, Output } from '../command.ts';
import { type Style, styleFor } from './style.ts';
import { oneLine } from './terminal-text.ts';

/** Fields of every line that say nothing on a terminal. */
const leftOut = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg']);

/** Takes the log's JSON lines and writes them for people: time, level, message, the other fields. */
export function prettyLog(output: Output, env: CommandContext['env']): { write(line: string): void } {
  const style = styleFor(output, env);
  return { write: (line) => output.write(`${prettyLine(line, style)}\n`) };
}

function prettyLine(line: string, style: Style): string {
  const entry = fieldsOf(line);
  if (entry === null) return oneLine(line);
  const fields = Object.entries(entry).filter(([name]) => !leftOut.has(name));
  const rest = fields.map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const time = new Date(Number(entry.time)).toTimeString().slice(0, 8);
  return `${style.dim(time)} ${levelText(Number(entry.level), style)} ${oneLine(String(entry.msg))} ${style.dim(oneLine(rest.join(' ')))}`.trimEnd();
}

function fieldsOf(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

/** pino's numbers: 30 is information, 40 a warning, 50 and up errors. */
function levelText(level: number, style: Style): string {
  if (level >= 50) return style.red('error');
  if (level >= 40) return style.yellow('warn ');
  return level >= 30 ? style.blue('info ') : style.dim('debug');
}
