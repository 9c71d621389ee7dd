import { execFile } from 'node:child_process';
import { basename, resolve } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** What the `github` context needs to know of a working tree. */
export interface GitFacts {
  /** `owner/name` of the remote `origin`, or `local/<folder>`. */
  fullName: string;
  /** Address of the web pages of `origin`'s host, without a slash at the end; null where it names none. */
  server: string | null;
  defaultBranch: string;
  /** Full ref of what is checked out. */
  ref: string;
  /** Zeros before the first commit and without git. */
  sha: string;
  parent: string;
  actor: string;
  email: string;
  headline: string;
}

const noCommit = '0'.repeat(40);

/** Reads them with git; a folder without git or without a commit gets what a first push would have. */
export async function readGitFacts(tree: string, env: Readonly<Record<string, string | undefined>>): Promise<GitFacts> {
  const ask = (...words: string[]): Promise<string> => askGit(tree, words);
  const [branch, tag, sha, parent, name, email, headline, remote, head] = await Promise.all([
    ask('symbolic-ref', '--quiet', 'HEAD'),
    ask('describe', '--tags', '--exact-match'),
    ask('rev-parse', '--verify', '--quiet', 'HEAD'),
    ask('rev-parse', '--verify', '--quiet', 'HEAD~1'),
    ask('config', 'user.name'),
    ask('config', 'user.email'),
    ask('log', '-1', '--format=%s'),
    ask('config', 'remote.origin.url'),
    ask('symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD'),
  ]);
  const defaultBranch = head.replace('refs/remotes/origin/', '') || 'main';
  return {
    fullName: repositoryOf(remote) ?? `local/${safeName(basename(resolve(tree)))}`,
    server: serverOf(remote),
    defaultBranch,
    ref: branch || (tag === '' ? `refs/heads/${defaultBranch}` : `refs/tags/${tag}`),
    sha: sha || noCommit,
    parent: parent || noCommit,
    actor: name || env.USER || 'local',
    email,
    headline,
  };
}

/** `owner/name` at the end of a remote's address, whatever its form. */
function repositoryOf(remote: string): string | null {
  const found = /[/:]([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(remote);
  return found === null ? null : `${found[1]}/${found[2]}`;
}

/** Of SSH only the host is taken over, and only a full name: a short one stands in the user's own settings of ssh. */
function serverOf(remote: string): string | null {
  if (/^https?:/.test(remote)) return URL.canParse(remote) ? new URL(remote).origin : null;
  const [, host] = /^(?:ssh:\/\/(?:[^/@]+@)?|(?:[\w.-]+@)?(?=[^/]+:))([\w-]+(?:\.[\w-]+)+)[:/]/.exec(remote) ?? [];
  return host === undefined ? null : `https://${host}`;
}

function safeName(name: string): string {
  return name.replace(/[^\w.-]/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'tree';
}

/** Standard output of git without the last line end; empty when it fails or is not there. */
async function askGit(tree: string, words: string[]): Promise<string> {
  try {
    const { stdout } = await execute('git', ['-C', tree, ...words], { encoding: 'utf8' });
    return stdout.trimEnd();
  } catch {
    return '';
  }
}
