import { join } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import { type GitResult, runGit } from '../githost/run-git.ts';
import { withTransport } from './git-transport.ts';
import type { Remote } from './remote.ts';

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

const settings = {
  'fetch.unpackLimit': '1',
  ...Object.fromEntries(oldFaults.map((fault) => [`fetch.fsck.${fault}`, 'ignore'])),
};

/** What the other repository says of itself before anything is fetched. */
export interface RemoteState {
  /** Name of the branch that its HEAD stands on; null when it says none (it is empty). */
  defaultBranch: string | null;
  /** Its branches and tags, with the object that each points to. */
  refs: Record<string, string>;
}

/** Asks the other repository, in one connection. */
export async function readRemote(dataDir: string, remote: Remote, signal?: AbortSignal): Promise<RemoteState> {
  // Nothing is read or written here: the folder of a repository that cannot exist.
  const folder = join(dataDir, 'repositories', 'none.git');
  const args = ['ls-remote', '--symref', remote.url.href, 'HEAD', 'refs/heads/*', 'refs/tags/*'];
  const text = succeed(await call(folder, remote, args, signal)).stdout.toString('utf8');
  const [, defaultBranch = null] = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(text) ?? [];
  // A tag with a message has a second line, ending in ^{}, for what it is of.
  const lines = [...text.matchAll(/^([0-9a-f]+)\t(refs\/(?:heads|tags)\/[^^\n]+)$/gm)];
  return { defaultBranch, refs: Object.fromEntries(lines.map(([, sha = '', ref = '']) => [ref, sha])) };
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
  return withTransport(remote, (transport) =>
    runGit({
      folder,
      args,
      settings: { ...settings, ...transport.settings },
      environment: transport.environment,
      timeoutMilliseconds: fetchTimeout,
      ...(signal === undefined ? {} : { signal }),
    }),
  );
}

/** What ssh says, and what people are told. ssh's own lines come first, then git's, which say the same of all of them. */
const sshRefusals = [
  {
    says: /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed/,
    message: 'The ssh server shows another host key than the one that is known.',
    hint: 'If the change is meant, remove the mirror and add it again, with the new key in --host-key.',
  },
  {
    says: /Permission denied/,
    message: 'The ssh server does not take the key.',
    hint: 'Add the public key as a deploy key of the repository; reading is enough.',
  },
];

function succeed(result: GitResult): GitResult {
  if (result.exit === 0) return result;
  const refusal = sshRefusals.find(({ says }) => says.test(result.stderr));
  if (refusal !== undefined) throw new RaibidError('forge_refused', refusal.message, { hint: refusal.hint });
  throw new RaibidError('unreachable', `git says: ${result.stderr || `it ended with ${result.exit}`}`);
}
