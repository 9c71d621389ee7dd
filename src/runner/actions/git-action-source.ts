import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import type { ActionSourcePort } from '../ports.ts';
import { runLocal } from './run-local.ts';

export interface GitActionSourceOptions {
  /** Addresses before `/owner/name`, tried in order: `https://github.com`. */
  hosts: readonly string[];
  /** Folder for fetched actions; one folder a commit. */
  cacheFolder: string;
  /** Environment of git: PATH, HOME, proxies. Nothing else is needed. */
  env: Readonly<Record<string, string>>;
  /** For each single git command. */
  timeoutMilliseconds?: number;
}

type Action = Parameters<ActionSourcePort['fetch']>[0];

const commitId = /^[0-9a-f]{40}$/;

/** Actions from git hosts. A commit that was fetched once needs no network again when it is named in full. */
export function createGitActionSource(options: GitActionSourceOptions): ActionSourcePort {
  return {
    fetch: async (action) => {
      const reasons: string[] = [];
      for (const host of options.hosts) {
        try {
          return await fetchFrom(options, host, action);
        } catch (error) {
          reasons.push(error instanceof Error ? error.message : String(error));
        }
      }
      const why = reasons.join('; ') || 'no git host is configured';
      throw new RaibidError(
        'action_unavailable',
        `Cannot fetch the action ${action.owner}/${action.name}@${action.ref}: ${why}`,
      );
    },
  };
}

async function fetchFrom(
  options: GitActionSourceOptions,
  host: string,
  action: Action,
): Promise<{ folder: string; sha: string }> {
  const base = host.replace(/\/+$/, '');
  const url = `${base}/${action.owner}/${action.name}`;
  const sha = commitId.test(action.ref) ? action.ref : await resolveRef(options, url, action.ref);
  const parent = join(options.cacheFolder, base.replace(/[^A-Za-z0-9.-]+/g, '_'), action.owner, action.name);
  const folder = join(parent, sha);
  if (!(await exists(folder))) await fetchCommit(options, url, sha, parent, folder);
  return { folder, sha };
}

/** Annotated tags point to a tag object: the commit behind it is listed with `^{}`. */
async function resolveRef(options: GitActionSourceOptions, url: string, ref: string): Promise<string> {
  const candidates = [`refs/tags/${ref}^{}`, `refs/tags/${ref}`, `refs/heads/${ref}`, ref];
  const { stdout } = await git(options, ['ls-remote', '--', url, ...candidates]);
  const found = new Map(stdout.split('\n').map((line) => [line.slice(41), line.slice(0, 40)]));
  const sha = candidates.map((name) => found.get(name)).find((id) => id !== undefined);
  if (sha === undefined) throw new Error(`${url} has no branch or tag ${ref}`);
  return sha;
}

/** Made aside and renamed: two jobs may fetch the same action at once. */
async function fetchCommit(
  options: GitActionSourceOptions,
  url: string,
  sha: string,
  parent: string,
  folder: string,
): Promise<void> {
  await mkdir(parent, { recursive: true });
  const made = await mkdtemp(join(parent, '.new-'));
  try {
    await git(options, ['-C', made, 'init', '--quiet']);
    await git(options, [
      '-C',
      made,
      '-c',
      'protocol.version=2',
      'fetch',
      '--quiet',
      '--depth=1',
      '--no-tags',
      '--',
      url,
      sha,
    ]);
    await git(options, ['-C', made, 'checkout', '--quiet', '--detach', 'FETCH_HEAD']);
    await rm(join(made, '.git'), { recursive: true });
    await rename(made, folder);
  } catch (error) {
    if (!(await exists(folder))) throw error;
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

async function git(options: GitActionSourceOptions, parameters: string[]): Promise<{ stdout: string }> {
  const milliseconds = options.timeoutMilliseconds ?? 60_000;
  const env = { ...options.env, GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: 'true', LC_ALL: 'C' };
  const result = await runLocal(['git', ...parameters], { env, timeoutMilliseconds: milliseconds });
  if (result.code === 0) return { stdout: result.stdout.toString() };
  if (result.signal === 'SIGKILL') throw new Error(`no answer within ${milliseconds / 1000} seconds`);
  const lines = result.stderr.split('\n').filter((line) => line.trim() !== '');
  const said = lines.find((line) => /^(fatal|error|remote):/.test(line)) ?? lines.at(-1);
  throw new Error(said?.replace(/^(fatal|error|remote): */, '').trim() || `git ended with code ${result.code}`);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
