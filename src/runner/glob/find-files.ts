import type { Executor } from '../executor/port.ts';
import { runTool } from '../steps/run-tool.ts';
import { isSelected, type PatternOptions, parsePatterns, searchPathsOf } from './patterns.ts';

export interface FoundPath {
  path: string;
  isDirectory: boolean;
}

export interface FindOptions extends PatternOptions {
  followSymlinks: boolean;
  /** Leave out files and folders whose name starts with a dot. */
  excludeHidden: boolean;
}

export interface FoundFiles {
  /** In the order of a walk that sorts each folder by name: the order in which GitHub hashes files. */
  paths: FoundPath[];
  /** Where was looked: the common folder of these is the root of an artifact. */
  searchPaths: string[];
}

/**
 * Finds what matches the patterns, in the job's own place: the walk is done by GNU find there, so that symbolic links
 * lead nowhere that the job itself could not go.
 */
export async function findFiles(
  executor: Executor,
  env: Record<string, string>,
  patternText: string,
  options: FindOptions,
): Promise<FoundFiles> {
  const patterns = parsePatterns(patternText, options);
  const searchPaths = searchPathsOf(patterns);
  if (searchPaths.length === 0) return { paths: [], searchPaths };
  const walked = await walk(executor, env, searchPaths, options);
  const paths = walked
    .filter((found) => isSelected(patterns, found.path, found.isDirectory))
    .sort((a, b) => compareWalk(a.path, b.path));
  return { paths, searchPaths };
}

async function walk(
  executor: Executor,
  env: Record<string, string>,
  searchPaths: readonly string[],
  options: FindOptions,
): Promise<FoundPath[]> {
  // Broken links and loops make find complain and exit with 1: what it did find counts.
  const { stdout } = await runTool(executor, {
    argv: [
      'find',
      options.followSymlinks ? '-L' : '-P',
      ...searchPaths,
      ...(options.excludeHidden ? ['-name', '.*', '!', '(', ...sameAs(searchPaths), ')', '-prune', '-o'] : []),
      '-printf',
      '%y%p\\0',
    ],
    cwd: '/',
    env: { ...env, LC_ALL: 'C' },
  });
  return stdout
    .toString()
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => ({ path: entry.slice(1), isDirectory: entry.startsWith('d') }));
}

/** The places where the walk starts are not hidden, whatever their name. */
function sameAs(searchPaths: readonly string[]): string[] {
  return searchPaths.flatMap((path, index) => [
    ...(index > 0 ? ['-o'] : []),
    '-path',
    path.replace(/[\\*?[]/g, '\\$&'),
  ]);
}

function compareWalk(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = Buffer.compare(Buffer.from(left[index] ?? ''), Buffer.from(right[index] ?? ''));
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
