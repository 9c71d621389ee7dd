import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import picomatch from 'picomatch';
import { RaibidError } from '../../shared/errors.ts';

export interface FoundFile {
  /** Absolute. */
  path: string;
  /** As shown to people: relative to where they are. */
  shown: string;
  /** Named by the user, not found in a folder. */
  named: boolean;
}

export interface FoundFiles {
  files: FoundFile[];
  /** Folders that are never looked into, and files whose names say that they hold no manifests, by extension. */
  passedOver: { what: string; count: number }[];
}

const ignoredFolders = new Set(['.git', 'node_modules', '.svn', '.hg']);
const manifestName = /\.(ya?ml|json)$|^Kustomization$/i;

/** Files of the given files, folders and patterns, each once, in a stable order. Throws `not_found`, `usage`. */
export function findFiles(paths: readonly string[], cwd: string): FoundFiles {
  const found = new Map<string, FoundFile>();
  const passedOver = new Map<string, number>();
  const add = (path: string, named: boolean) => {
    const shown = relative(cwd, path) || path;
    if (!found.has(path) || named) found.set(path, { path, shown: shown.startsWith('../../..') ? path : shown, named });
  };
  for (const given of paths) {
    const path = resolve(cwd, given);
    const kind = kindOf(path);
    if (kind === 'file') add(path, true);
    else if (kind === 'folder') walk(path, (file) => add(file, false), passedOver);
    else for (const file of expandPattern(given, cwd)) add(file, true);
  }
  return { files: [...found.values()], passedOver: [...passedOver].map(([what, count]) => ({ what, count })) };
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return 'folder';
  return stats ? 'file' : undefined;
}

function walk(folder: string, add: (path: string) => void, passedOver: Map<string, number>): void {
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((one, other) =>
    one.name < other.name ? -1 : 1,
  );
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const what = isFolder(entry) ? `folder ${entry.name}` : extensionOf(entry.name);
    const isIgnored = isFolder(entry) ? ignoredFolders.has(entry.name) : !manifestName.test(entry.name);
    if (isIgnored) passedOver.set(what, (passedOver.get(what) ?? 0) + 1);
    else if (isFolder(entry)) walk(path, add, passedOver);
    else if (entry.isFile() || kindOf(path) === 'file') add(path);
    else passedOver.set('link', (passedOver.get('link') ?? 0) + 1);
  }
}

/** Links to folders are not followed: they may lead in circles. */
function isFolder(entry: Dirent): boolean {
  return entry.isDirectory();
}

function extensionOf(name: string): string {
  const at = name.lastIndexOf('.');
  return at > 0 ? `*${name.slice(at)}` : name;
}

/** Shells expand patterns themselves; a quoted one, or one from a configuration file, arrives here. */
function expandPattern(pattern: string, cwd: string): string[] {
  if (!/[*?[{]/.test(pattern)) {
    throw new RaibidError('not_found', `there is no file or folder ${pattern}`, { hint: 'Check the path.' });
  }
  const { base } = picomatch.scan(pattern);
  const matches = picomatch(resolve(cwd, pattern), { dot: true });
  const files: string[] = [];
  if (kindOf(resolve(cwd, base)) === 'folder') walk(resolve(cwd, base), (file) => files.push(file), new Map());
  const found = files.filter((file) => matches(file));
  if (found.length === 0)
    throw new RaibidError('not_found', `no file matches ${pattern}`, { hint: 'Check the pattern.' });
  return found;
}
