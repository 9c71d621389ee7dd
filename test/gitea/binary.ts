import { execFile } from 'node:child_process';
import { access, mkdir, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The version that the tests run against; `module/go.mod` pins the same one. */
export const giteaVersion = '1.27.3';

const moduleFolder = join(import.meta.dirname, 'module');

export interface GiteaBinary {
  path: string;
  /** Gitea's own source folder: it reads templates and options from there. */
  staticRoot: string;
}

/**
 * Gitea built from its Go module (no network but the module proxy, about six minutes cold), kept by version and
 * architecture in the user's cache folder.
 * @throws when Go is missing or older than 1.26, in one line.
 */
export async function giteaBinary(): Promise<GiteaBinary> {
  await demandGo();
  const path = join(cacheFolder(), `gitea-${giteaVersion}-${process.arch}`);
  const staticRoot = await moduleSource();
  if (!(await exists(path))) await build(path);
  return { path, staticRoot };
}

async function demandGo(): Promise<void> {
  const version = await run('go', ['env', 'GOVERSION'], { cwd: moduleFolder }).catch(() => null);
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version?.stdout ?? '') ?? [];
  if (Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 26)) return;
  throw new Error(
    `The Gitea tests build Gitea from source and need Go 1.26 or newer (found: ${version?.stdout.trim() ?? 'none'}).`,
  );
}

async function moduleSource(): Promise<string> {
  await run('go', ['mod', 'download', 'gitea.dev'], { cwd: moduleFolder });
  const { stdout } = await run('go', ['list', '-m', '-f', '{{.Dir}}', 'gitea.dev'], { cwd: moduleFolder });
  return stdout.trim();
}

async function build(path: string): Promise<void> {
  await mkdir(cacheFolder(), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  const flags = ['-trimpath', '-ldflags', `-s -w -X main.Version=${giteaVersion}`, '-o', unfinished];
  await run('go', ['build', ...flags, 'gitea.dev'], {
    cwd: moduleFolder,
    env: { ...process.env, CGO_ENABLED: '0' },
    maxBuffer: 64 * 1024 * 1024,
  });
  await rename(unfinished, path);
}

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'raibid-ci', 'test');
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
