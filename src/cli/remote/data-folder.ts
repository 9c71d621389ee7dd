import { resolve } from 'node:path';
import type { CommandContext } from '../command.ts';
import { textOption } from '../option-values.ts';
import { userFolder } from '../user-folders.ts';

/**
 * The data folder of the local platform: `--data-dir`, RAIBID_DATA_DIR, or `raibid-ci` below XDG_DATA_HOME
 * (`~/.local/share`).
 */
export function dataFolder(context: Pick<CommandContext, 'options' | 'arguments' | 'env' | 'cwd'>): string {
  const given = textOption(context, 'data-dir') ?? context.env.RAIBID_DATA_DIR;
  if (given !== undefined && given !== '') return resolve(context.cwd, given);
  return userFolder(context.env, 'data');
}
