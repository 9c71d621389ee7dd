import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RaibidError } from '../shared/errors.ts';

/**
 * Text of a file that a setting names. Secrets come as files, because arguments can be read by everybody on the machine.
 * @throws `usage` when it cannot be read
 */
export async function settingText(cwd: string, file: string): Promise<string> {
  try {
    return await readFile(resolve(cwd, file), 'utf8');
  } catch (error) {
    throw new RaibidError('usage', `The file ${file} cannot be read.`, { cause: error });
  }
}

/** First line of such a file; undefined when no file is named. */
export async function settingSecret(cwd: string, file: string | undefined): Promise<string | undefined> {
  return file === undefined ? undefined : (await settingText(cwd, file)).split(/\r?\n/, 1)[0];
}
