import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTool, type ToolOptions, type ToolResult } from './run-tool.ts';

/** Rendered charts that nobody asked for in this time are dropped. Milliseconds. */
const maxAge = 30 * 24 * 60 * 60 * 1000;

/**
 * What charts and kustomizations were rendered to, by everything that goes into it. helm takes 50 to 100 ms for each values
 * file, kubectl as much for each kustomization: without this a tree of five charts takes a second, however little of it
 * changed.
 */
interface RenderCache {
  read(key: string): string | undefined;
  write(key: string, text: string): void;
}

/** The cache in the user's cache folder; undefined when there is no such folder. */
function openRenderCache(env: Readonly<Record<string, string | undefined>>): RenderCache | undefined {
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

/**
 * What a program prints, from the cache where it has read the same before. `inputs` are all files that it reads; undefined
 * when they cannot be told, and then it always runs. Failures are not kept.
 */
export async function runCached(
  file: string,
  args: string[],
  inputs: readonly string[] | undefined,
  options: ToolOptions,
): Promise<ToolResult> {
  const cache = inputs && openRenderCache(options.env);
  const key = cache && attempt(() => renderKey(file, args, inputs));
  const known = key === undefined ? undefined : cache?.read(key);
  if (known !== undefined) return { ok: true, stdout: known, stderr: '' };
  const result = await runTool(file, args, options);
  if (result.ok && key !== undefined) cache?.write(key, result.stdout);
  return result;
}

/** A key over the program, its arguments and the files that it reads. */
function renderKey(program: string, args: readonly string[], inputs: readonly string[]): string {
  const { mtimeMs, size } = statSync(program);
  const hash = createHash('sha256').update(JSON.stringify([program, mtimeMs, size, args]));
  for (const path of inputs) {
    const content = readFileSync(path);
    hash.update(`\0${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** All files below a folder; undefined when links in it may lead elsewhere. */
export function filesBelow(folder: string): string[] | undefined {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  if (entries.some((entry) => entry.isSymbolicLink())) return undefined;
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
