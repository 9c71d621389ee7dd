import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where programs that tests build are kept, by version and architecture. */
export function testCache(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'raibid-ci', 'test');
}

/** @throws when Go is missing or older than 1.26, in one line that names what needs it. */
export async function demandGo(what: string): Promise<void> {
  const version = await run('go', ['env', 'GOVERSION'], { cwd: '/' }).catch(() => null);
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version?.stdout ?? '') ?? [];
  if (Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 26)) return;
  throw new Error(`${what} need Go 1.26 or newer (found: ${version?.stdout.trim() ?? 'none'}).`);
}

/** Runs Go in the folder of a module; answers its standard output. */
export async function go(folder: string, words: string[], env: Record<string, string> = {}): Promise<string> {
  const options = { cwd: folder, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
  return (await run('go', words, options)).stdout.trim();
}

/** The folder of a module's own source, in the version that the `go.mod` in `folder` pins; downloaded when needed. */
export async function moduleSource(folder: string, module: string): Promise<string> {
  await go(folder, ['mod', 'download', module]);
  return go(folder, ['list', '-m', '-f', '{{.Dir}}', module]);
}
