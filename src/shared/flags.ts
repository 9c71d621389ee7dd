import { parseArgs } from 'node:util';
import { RaibidError } from './errors.ts';

/** A flag of `raibid-server` or `raibid-agent`. Its value may also come from the environment; the flag wins. */
export interface Flag {
  /** Placeholder of its value; absent: a switch. */
  value?: string;
  /** Environment variable. */
  env?: string;
  summary: string;
}

export interface ProgramInput {
  argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
}

/** Values by flag; what was not given is absent. Unknown flags and missing values are `usage` errors. */
export function readFlags(flags: Record<string, Flag>, { argv, env }: ProgramInput): Record<string, string> {
  const given = parseGiven(flags, argv);
  const values: Record<string, string> = {};
  for (const [name, flag] of Object.entries(flags)) {
    const fromEnv = flag.env === undefined ? undefined : env[flag.env];
    const value = given[name] ?? (fromEnv === '' ? undefined : fromEnv);
    if (value !== undefined) values[name] = String(value);
  }
  return values;
}

function parseGiven(flags: Record<string, Flag>, argv: readonly string[]): Record<string, unknown> {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => [
      name,
      { type: flag.value === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new RaibidError('usage', error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The text of `--help`. */
export function flagHelp(usage: string, about: string, flags: Record<string, Flag>): string {
  const names = Object.entries(flags).map(
    ([name, { value }]) => `  --${name}${value === undefined ? '' : ` <${value}>`}`,
  );
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const lines = Object.values(flags).map(
    ({ summary, env }, index) => `${(names[index] ?? '').padEnd(width)}${summary}${env ? ` [${env}]` : ''}`,
  );
  return `Usage: ${usage}\n\n${about}\n\nOptions:\n${lines.join('\n')}\n`;
}
