import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = 'raibid-cli';

/**
 * What git runs to ask for the password, as the value of `credential.<url>.helper` (gitcredentials(7)): the program by its
 * name where the search path has it, and by its place where it has not, as in a clone.
 */
export function credentialHelper(searchPath: string | undefined): string {
  const isKnown = (searchPath ?? '').split(delimiter).some((folder) => folder !== '' && canRun(join(folder, program)));
  return `!${isKnown ? program : quoted(launcher())} git-credential`;
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

function quoted(word: string): string {
  return /^[\w/.-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
