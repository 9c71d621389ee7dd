import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { findTool } from '../sources/run-tool.ts';

const helm = { package: 'helm.sh/helm/v4/cmd/helm', version: 'v4.3.1' };

/** The folder of a real helm: the one on the PATH, or one that is built once (two minutes) and kept for the next tests. */
export function helmFolder(): string {
  const installed = findTool('helm', process.env.PATH);
  if (installed !== undefined) return dirname(installed);
  const folder = join(
    process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
    'raibid-ci-test-tools',
    `helm-${helm.version}`,
  );
  if (existsSync(join(folder, 'helm'))) return folder;
  mkdirSync(folder, { recursive: true });
  const result = spawnSync('go', ['install', `${helm.package}@${helm.version}`], {
    env: { ...process.env, GOBIN: folder, CGO_ENABLED: '0' },
    encoding: 'utf8',
  });
  if (result.status !== 0)
    throw new Error(`helm is needed: install helm, or Go to build it (${result.stderr?.slice(-300) ?? result.error})`);
  return folder;
}

/** Time that building it may take, in milliseconds. */
export const helmTimeout = 600_000;
