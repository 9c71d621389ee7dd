import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Executor } from '../executor/port.ts';
import { runTool } from '../steps/run-tool.ts';
import { findFiles } from './find-files.ts';
import { isBelow } from './patterns.ts';

/**
 * `hashFiles()`: SHA-256 over the SHA-256 digests of all files that match, in the order of the walk; empty when no file
 * matches. Only files in the workspace count, as on GitHub. A first argument `--follow-symbolic-links` does what it says.
 */
export async function hashFiles(
  executor: Executor,
  env: Record<string, string>,
  patterns: readonly string[],
): Promise<string> {
  const { workspace, home } = executor.layout;
  const followSymlinks = patterns[0]?.toLowerCase() === '--follow-symbolic-links';
  const { paths } = await findFiles(executor, env, patterns.slice(followSymlinks ? 1 : 0).join('\n'), {
    root: workspace,
    home,
    implicitDescendants: true,
    followSymlinks,
    excludeHidden: false,
  });
  const files = paths.filter((found) => !found.isDirectory && isBelow(found.path, workspace));
  if (files.length === 0) return '';
  const digests = await digestsOf(
    executor,
    env,
    files.map((file) => file.path),
  );
  const hash = createHash('sha256');
  for (const digest of digests) hash.update(Buffer.from(digest, 'hex'));
  return hash.digest('hex');
}

/** In the order of the paths. `xargs` keeps the order and the argument limit; files that vanish are left out. */
async function digestsOf(executor: Executor, env: Record<string, string>, paths: string[]): Promise<string[]> {
  const { stdout } = await runTool(executor, {
    argv: ['xargs', '-0', 'sha256sum', '--zero', '--'],
    cwd: '/',
    env,
    stdin: Readable.from([Buffer.from(paths.join('\0'))]),
  });
  return stdout
    .toString()
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => entry.slice(0, 64));
}
