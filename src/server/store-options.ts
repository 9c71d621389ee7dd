import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RaibidError } from '../shared/errors.ts';

/**
 * The `store` of the settings, from the flags: files instead of secrets, because arguments can be read by everybody on the
 * machine. Undefined: SQLite.
 */
export async function storeOptions(values: Record<string, string>, cwd: string): Promise<object | undefined> {
  if (values.store === undefined) return undefined;
  const passwordFile = values['store-password-file'];
  const password = passwordFile === undefined ? undefined : (await textOf(cwd, passwordFile)).split(/\r?\n/, 1)[0];
  const ca = values['store-ca'] === undefined ? undefined : await textOf(cwd, values['store-ca']);
  const given = { url: values.store, user: values['store-user'], password, ca };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

async function textOf(cwd: string, file: string): Promise<string> {
  try {
    return await readFile(resolve(cwd, file), 'utf8');
  } catch (error) {
    throw new RaibidError('usage', `The file ${file} cannot be read.`, { cause: error });
  }
}
