import { execFile, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { repositoryRoutes } from '../../contract/api/repositories.ts';
import { isRaibidError, RaibidError } from '../../shared/errors.ts';
import type { BenchServer } from './bench-server.ts';

const runFile = promisify(execFile);

/** A working tree of a new repository on the measured server, used with the real git. */
export interface BenchTree {
  commit(files: Record<string, string>): Promise<void>;
  /**
   * Pushes what was committed. Null when the server's comparison of refs, each minute, was faster than the push itself
   * and has made the run: then the push names none.
   */
  push(): Promise<AcceptedPush | null>;
}

export interface AcceptedPush {
  runId: string;
  /** Wall clock, milliseconds with fractions: git was started; it had the server's word that the push is stored. */
  startedAt: number;
  acceptedAt: number;
}

/** Creates `bench/<name>` and a working tree for it. */
export async function createTree(server: BenchServer, name: string): Promise<BenchTree> {
  const fullName = `bench/${name}`;
  const { cloneUrl } = await server.client.call(repositoryRoutes.create, { body: { fullName } });
  const folder = join(server.folder, 'trees', name);
  await mkdir(folder, { recursive: true });
  const git = gitIn(folder, server.token);
  await git('init', '--quiet', '--initial-branch=main');
  await git('remote', 'add', 'origin', cloneUrl);
  return {
    async commit(files) {
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), content);
      }
      await git('add', '--all');
      await git('commit', '--quiet', '--message', 'Change files');
    },
    push: () => push(folder, server.token),
  };
}

/** Nobody's settings. The token is in the environment, not in the arguments, which others can see. */
function gitEnvironment(token: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Bearer ${token}`,
    GIT_CONFIG_KEY_1: 'gc.auto',
    GIT_CONFIG_VALUE_1: '0',
    GIT_AUTHOR_NAME: 'Bench',
    GIT_AUTHOR_EMAIL: 'bench@example.org',
    GIT_COMMITTER_NAME: 'Bench',
    GIT_COMMITTER_EMAIL: 'bench@example.org',
  };
}

/** Runs git in a folder as somebody without settings, with this token for the server. */
export function gitIn(folder: string, token: string): (...args: string[]) => Promise<unknown> {
  return (...args) => runFile('git', args, { cwd: folder, env: gitEnvironment(token) });
}

/** The server names the run in the last words of its answer, when push and run are stored. */
function push(folder: string, token: string): Promise<AcceptedPush | null> {
  return new Promise((resolve, reject) => {
    const startedAt = wallClock();
    const child = spawn('git', ['push', '--quiet', 'origin', 'HEAD'], { cwd: folder, env: gitEnvironment(token) });
    let said = '';
    let accepted: AcceptedPush | null = null;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const runId = /run (\d+): /.exec(said)?.[1];
      if (runId !== undefined) accepted ??= { runId, startedAt, acceptedAt: wallClock() };
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(accepted);
      else reject(new RaibidError('internal', `git push ended with ${code}: ${said}`));
    });
  });
}

/** Milliseconds since 1970 with fractions, comparable between the processes of this machine. */
export function wallClock(): number {
  return performance.timeOrigin + performance.now();
}

/** A job appears a moment after its run: what asks for it is repeated until then. */
export async function untilThere(ask: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isRaibidError(error, 'not_found')) throw error;
      await delay(2);
    }
  }
}
