import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface GitOutcome {
  exit: number;
  stdout: string;
  stderr: string;
}

/** The environment of a developer's git in tests: nobody's settings, no prompts, a name and an address to commit with. */
const environment = {
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
};

/** Runs the real git in a folder and answers how it went. */
export function tryGit(folder: string, ...args: string[]): Promise<GitOutcome> {
  return new Promise((resolve) => {
    execFile('git', args, { cwd: folder, env: environment, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      resolve({ exit: typeof code === 'number' ? code : 1, stdout, stderr });
    });
  });
}

/** Runs git, which has to succeed, and answers its trimmed output. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const { exit, stdout, stderr } = await tryGit(folder, ...args);
  if (exit !== 0) throw new Error(`git ${args.join(' ')} failed (install git if it is missing): ${stderr}`);
  return stdout.trim();
}

/** Writes files into a working tree and commits them; answers the commit. */
export async function commitFiles(
  folder: string,
  files: Record<string, string | Buffer>,
  message = 'Change files',
): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '--message', message);
  return git(folder, 'rev-parse', 'HEAD');
}

/** A new working tree on branch `main`. */
export async function initTree(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await git(folder, 'init', '--quiet', '--initial-branch=main');
  return folder;
}
