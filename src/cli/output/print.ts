import type { CommandContext, Output } from '../command.ts';
import { isSwitchedOn } from '../option-values.ts';

/** Writes lines, each with its line end. */
export function printLines(output: Output, lines: readonly string[]): void {
  if (lines.length > 0) output.write(`${lines.join('\n')}\n`);
}

/** With `--json` prints the value as one JSON document, otherwise the lines for people. */
export function printData(context: CommandContext, value: unknown, lines: () => readonly string[]): void {
  if (isSwitchedOn(context, 'json')) context.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  else printLines(context.stdout, lines());
}

/** Columns that text for people may take: those of the terminal; no limit in a pipe, so that scripts lose nothing. */
export function printWidth(output: Output): number {
  return output.isTTY && output.columns > 0 ? output.columns : Number.POSITIVE_INFINITY;
}
