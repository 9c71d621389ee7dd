import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { RaibidError } from '../../shared/errors.ts';
import type { CommandContext } from '../command.ts';
import { readNameValueFile } from '../local-run/name-value-file.ts';
import { textArgument, textOption } from '../option-values.ts';

/**
 * The names and values that `set` is to write: all of `--env-file`, or the one of the `name` argument. Its value is
 * `given`, else the content of `--file`, else standard input; on a terminal it is asked for without being shown.
 */
export async function settingValues(context: CommandContext, given?: string): Promise<[name: string, value: string][]> {
  const name = textArgument(context, 'name');
  const envFile = textOption(context, 'env-file');
  if ((name === undefined) === (envFile === undefined)) {
    throw new RaibidError('usage', 'name what to set, or give --env-file with lines name=value');
  }
  if (envFile !== undefined) return Object.entries(await readNameValueFile(resolve(context.cwd, envFile)));
  return [[name ?? '', given ?? (await readValue(context, name ?? ''))]];
}

async function readValue(context: CommandContext, name: string): Promise<string> {
  const file = textOption(context, 'file');
  if (file !== undefined) return readWhole(resolve(context.cwd, file));
  return readSecretValue(context, `Value of ${name}: `);
}

/** A value from standard input, without its last line break; on a terminal it is asked for without being shown. */
export async function readSecretValue(context: CommandContext, question: string): Promise<string> {
  if ('isTTY' in context.stdin && context.stdin.isTTY === true) return ask(context, question);
  return (await text(context.stdin)).replace(/\r?\n$/, '');
}

async function readWhole(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new RaibidError('not_found', `${file} cannot be read`, { cause });
  }
}

/** As `passwd` asks: what is typed goes nowhere. */
async function ask(context: CommandContext, question: string): Promise<string> {
  context.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: context.stdin, output: nowhere, terminal: true });
  try {
    return await reader.question('', { signal: context.signal });
  } finally {
    reader.close();
    context.stderr.write('\n');
  }
}
