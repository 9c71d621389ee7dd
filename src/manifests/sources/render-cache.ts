import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Rendered charts that nobody asked for in this time are dropped. Milliseconds. */
const maxAge = 30 * 24 * 60 * 60 * 1000;

/**
 * What charts were rendered to, by everything that goes into it. helm takes 50 to 100 ms for each values file: without this
 * a tree of five charts takes a second, however little of it changed.
 */
export interface RenderCache {
  read(key: string): string | undefined;
  write(key: string, text: string): void;
}

/** The cache in the user's cache folder; undefined when there is no such folder. */
export function openRenderCache(env: Readonly<Record<string, string | undefined>>): RenderCache | undefined {
  const base = env.XDG_CACHE_HOME ?? (env.HOME === undefined ? undefined : join(env.HOME, '.cache'));
  if (base === undefined) return undefined;
  const folder = join(base, 'raibid-ci', 'charts');
  return {
    read: (key) => attempt(() => readFileSync(join(folder, key), 'utf8')),
    write: (key, text) => void attempt(() => writeEntry(folder, key, text)),
  };
}

function writeEntry(folder: string, key: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  // Two runs may write the same entry: each writes its own file and moves it into place.
  const file = join(folder, `${key}.${randomUUID()}`);
  writeFileSync(file, text);
  renameSync(file, join(folder, key));
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > maxAge) rmSync(path, { force: true });
  }
}

/** A cache that cannot be read or written is no reason to fail. */
function attempt<T>(task: () => T): T | undefined {
  try {
    return task();
  } catch {
    return undefined;
  }
}

/** A key over the program, its arguments and every file of the chart. */
export function renderKey(helm: string, chart: string, args: readonly string[]): string {
  const { mtimeMs, size } = statSync(helm);
  const hash = createHash('sha256').update(JSON.stringify([helm, mtimeMs, size, args]));
  for (const entry of readdirSync(chart, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    hash.update(`\0${relative(chart, path)}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
}
