import { access, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { demandGo, go, moduleSource, testCache } from '../support/go-build.ts';

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
  await demandGo('The Gitea tests build Gitea from source and');
  const path = join(testCache(), `gitea-${giteaVersion}-${process.arch}`);
  const staticRoot = await moduleSource(moduleFolder, 'gitea.dev');
  if (!(await exists(path))) await build(path);
  return { path, staticRoot };
}

async function build(path: string): Promise<void> {
  await mkdir(testCache(), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  const flags = ['-trimpath', '-ldflags', `-s -w -X main.Version=${giteaVersion}`, '-o', unfinished];
  await go(moduleFolder, ['build', ...flags, 'gitea.dev'], { CGO_ENABLED: '0' });
  await rename(unfinished, path);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
