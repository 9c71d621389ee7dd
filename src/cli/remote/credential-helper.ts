import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shellWord } from '../../shared/shell-word.ts';
import { userFolder } from '../user-folders.ts';
import type { Connection } from './connection.ts';
import { dataFolder } from './data-folder.ts';

const program = 'raibid-cli';

/**
 * What git runs to ask for the password of `address`, as the value of `credential.<url>.helper` (gitcredentials(7)): the
 * program by its name where the search path has it, and by its place where it has not, as in a clone. What the command
 * line or the environment said about server and token is said again, as `git push` will not know it.
 */
export function credentialHelper(context: HelperContext, address: string, connection: Connection): string {
  const words = [programWord(context.env.PATH), 'git-credential', ...whichServer(context, address, connection)];
  return `!${words.map(shellWord).join(' ')}`;
}

type HelperContext = Parameters<typeof dataFolder>[0];

function whichServer(context: HelperContext, address: string, { url, tokenFile, isLocal }: Connection): string[] {
  const { origin } = new URL(address);
  if (!isLocal || new URL(url).origin !== origin) {
    return ['--server', origin, ...(tokenFile === undefined ? [] : ['--token-file', tokenFile])];
  }
  return isUsualDataFolder(context) ? [] : ['--data-dir', dataFolder(context)];
}

function isUsualDataFolder(context: HelperContext): boolean {
  return dataFolder(context) === userFolder(context.env, 'data');
}

function programWord(searchPath: string | undefined): string {
  const isKnown = (searchPath ?? '').split(delimiter).some((folder) => folder !== '' && canRun(join(folder, program)));
  return isKnown ? program : launcher();
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The launcher of this package: this file is in `src/cli/remote` of a clone, or bundled into `dist`. */
function launcher(): string {
  const places = ['../../../launchers', '../launchers', '../../launchers'];
  const files = places.map((place) => fileURLToPath(new URL(`${place}/${program}`, import.meta.url)));
  return files.find((file) => existsSync(file)) ?? program;
}
