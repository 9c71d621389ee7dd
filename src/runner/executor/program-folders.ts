import { realpathSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBelow } from '../glob/patterns.ts';

/** Parts of the package that the program inside the sandbox may need; nothing else of a clone is shown. */
const packageParts = ['package.json', 'dist', 'src', 'node_modules', 'launchers'];

/**
 * What must be visible for `serveCommand` to run: its Node, the script and this package. Paths that lie in another of
 * the list are left out.
 */
export async function programFolders(serveCommand: readonly string[]): Promise<string[]> {
  const root = packageRoot();
  const candidates = [
    ...serveCommand.filter((word) => word.startsWith('/')),
    ...packageParts.map((part) => join(root, part)),
    ...dependencies(),
  ];
  const found: string[] = [];
  for (const path of candidates) {
    if (await stat(path).catch(() => null)) found.push(path, realpathSync(path));
  }
  const unique = [...new Set(found)];
  return unique.filter((path) => !unique.some((other) => other !== path && isBelow(path, other)));
}

/** The folder of this package's package.json, in a clone and in the bundled `dist` alike. */
function packageRoot(): string {
  const here = fileURLToPath(import.meta.url);
  const marker = /^(.*?)\/(?:src|dist)\/(?!.*\/(?:src|dist)\/)/.exec(here);
  return marker?.[1] ?? dirname(here);
}

/** Where an installer put our dependencies beside instead of below us. */
function dependencies(): string[] {
  try {
    const entry = fileURLToPath(import.meta.resolve('zod'));
    return [entry.slice(0, entry.lastIndexOf('/node_modules/') + '/node_modules'.length)];
  } catch {
    return [];
  }
}
