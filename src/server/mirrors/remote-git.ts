import { join } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import { type GitResult, runGit } from '../githost/run-git.ts';
import type { Remote } from './find-remote.ts';

/** The first fetch of a large repository takes its time, in milliseconds. */
const fetchTimeout = 30 * 60_000;

/** Faults of old histories that GitHub takes as well; all other faults of objects are refused. */
const oldFaults = [
  'badDate',
  'badEmail',
  'badName',
  'badTimezone',
  'missingEmail',
  'missingNameBeforeEmail',
  'missingSpaceBeforeDate',
  'missingSpaceBeforeEmail',
  'zeroPaddedDate',
  'zeroPaddedFilemode',
];

/**
 * Git speaks HTTP to the checked addresses only (`http.curloptResolve` pins them), follows no redirect, and ends when
 * the other side sends less than 1,000 bytes a second for a minute.
 */
function settingsFor({ url, addresses }: Remote): Record<string, string> {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const hosts = addresses.map(({ address, family }) => (family === 6 ? `[${address}]` : address));
  return {
    'http.followRedirects': 'false',
    'http.curloptResolve': `${url.hostname}:${port}:${hosts.join(',')}`,
    'http.lowSpeedLimit': '1000',
    'http.lowSpeedTime': '60',
    'protocol.allow': 'never',
    [`protocol.${url.protocol.slice(0, -1)}.allow`]: 'always',
    'fetch.unpackLimit': '1',
    ...Object.fromEntries(oldFaults.map((fault) => [`fetch.fsck.${fault}`, 'ignore'])),
  };
}

/** In the environment, as every user of the machine can read arguments. */
function environmentFor({ url, authorization }: Remote): Record<string, string> {
  if (authorization === null) return {};
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${url.origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: ${authorization}`,
  };
}

/** Name of the branch that the other repository's HEAD stands on; null when it says none (it is empty). */
export async function remoteDefaultBranch(dataDir: string, remote: Remote): Promise<string | null> {
  // Nothing is read or written here: the folder of a repository that cannot exist.
  const folder = join(dataDir, 'repositories', 'none.git');
  const result = succeed(await call(folder, remote, ['ls-remote', '--symref', remote.url.href, 'HEAD']));
  const [, branch = null] = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(result.stdout.toString('utf8')) ?? [];
  return branch;
}

/**
 * Makes the branches and tags of a bare repository those of the other one; what is gone there goes here. `below` names
 * where they lie: `refs/`, or a corner of its own.
 */
export async function fetchAll(folder: string, remote: Remote, below: string, signal: AbortSignal): Promise<void> {
  const flags = ['--quiet', '--prune', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance'];
  const refs = [`+refs/heads/*:${below}heads/*`, `+refs/tags/*:${below}tags/*`];
  const args = ['fetch', ...flags, '--no-recurse-submodules', '--', remote.url.href, ...refs];
  succeed(await call(folder, remote, args, signal));
}

function call(folder: string, remote: Remote, args: string[], signal?: AbortSignal): Promise<GitResult> {
  return runGit({
    folder,
    args,
    settings: settingsFor(remote),
    environment: environmentFor(remote),
    timeoutMilliseconds: fetchTimeout,
    ...(signal === undefined ? {} : { signal }),
  });
}

function succeed(result: GitResult): GitResult {
  if (result.exit === 0) return result;
  throw new RaibidError('unreachable', `git says: ${result.stderr || `it ended with ${result.exit}`}`);
}
