import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RaibidError } from '../shared/errors.ts';
import type { CommandContext, CommandOption } from './command.ts';
import { isSwitchedOn, textOption } from './option-values.ts';
import { readSecretValue } from './remote/setting-values.ts';

/** Option of the commands that seal or open a backup. */
export const passphraseOption: CommandOption = {
  flag: 'passphrase-file',
  value: 'file',
  summary: 'File with the pass phrase; without it standard input is read, a terminal asks',
};

/** Short ones are found by trying, once somebody has the archive. */
const shortest = 12;

/** The pass phrase for a new backup, asked for twice on a terminal; null with `--without-secrets`. */
export async function newPassphrase(context: CommandContext): Promise<string | null> {
  const given = await passphrase(context, 'Pass phrase for the keys in the backup: ');
  if (given === null) return null;
  if (given.length < shortest) {
    throw new RaibidError('usage', `the pass phrase must have at least ${shortest} characters`, {
      hint: 'Keep it somewhere else than the backups; --without-secrets makes a backup that needs none.',
    });
  }
  if (isAsked(context) && (await readSecretValue(context, 'The same again: ')) !== given) {
    throw new RaibidError('usage', 'the two pass phrases are not the same');
  }
  return given;
}

/** The pass phrase of a backup; null with `--without-secrets`. */
export async function passphrase(context: CommandContext, question: string): Promise<string | null> {
  if (isSwitchedOn(context, 'without-secrets')) return null;
  const file = textOption(context, 'passphrase-file');
  const text = file === undefined ? await readSecretValue(context, question) : await contentOf(context, file);
  if (text !== '') return text;
  throw new RaibidError('usage', 'the pass phrase is empty', {
    hint: 'Give it with --passphrase-file or on standard input, or say --without-secrets.',
  });
}

function isAsked(context: CommandContext): boolean {
  const fromFile = textOption(context, 'passphrase-file') !== undefined;
  return !fromFile && 'isTTY' in context.stdin && context.stdin.isTTY === true;
}

/** The first line: what `echo` or an editor put at the end is not part of it. */
async function contentOf(context: CommandContext, file: string): Promise<string> {
  const content = await readFile(resolve(context.cwd, file), 'utf8').catch((cause: unknown) => {
    throw new RaibidError('not_found', `${file} cannot be read.`, { cause });
  });
  return content.split(/\r?\n/)[0] ?? '';
}
