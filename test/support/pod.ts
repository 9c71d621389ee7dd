import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { endProcess } from '../../src/shared/end-process.ts';
import { childrenOf } from './processes.ts';
import { until } from './until.ts';

const clone = resolve(import.meta.dirname, '../..');

/** One of the two containers. */
export interface PodContainer {
  exit: Promise<number | null>;
  /** To the container's first process, as the kubelet does it. */
  signal(name: NodeJS.Signals): Promise<void>;
}

/**
 * The agent's pod as the chart makes it, out of bubblewrap: two containers with users, processes, mounts and environments
 * of their own, and a folder with a socket that both see.
 */
export interface TestPod {
  agent: PodContainer;
  job: PodContainer;
  /** The folders behind `/run/executor`, `/run/agent`, `/tmp` of the agent and `/job`. */
  folder: string;
}

export interface TestPodOptions {
  server: string;
  token: string;
  /** More flags of the agent. */
  flags?: string[];
  /** Variables of the job's image. */
  imageEnv?: Record<string, string>;
}

/** Starts both containers; they are gone after the test. */
export async function startPod(options: TestPodOptions): Promise<TestPod> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-pod-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  await chmod(folder, 0o755);
  for (const name of ['executor', 'agent', 'spool', 'job', 'job-tmp', 'token']) {
    await mkdir(join(folder, name));
    await chmod(join(folder, name), 0o777);
  }
  await writeFile(join(folder, 'token', 'token'), options.token, { mode: 0o444 });
  const job = await container(
    1001,
    { executor: '/run/executor', job: '/job', 'job-tmp': '/tmp' },
    { HOME: '/job/home', ...options.imageEnv },
    ['sh', '-c', '"$@"; exit $?', 'sh', program, 'executor', '--listen', '/run/executor/socket'],
    folder,
  );
  const flags = ['--executor', '/run/executor/socket', ...(options.flags ?? [])];
  const agent = await container(
    1000,
    { executor: '/run/executor', agent: '/run/agent', spool: '/tmp', token: '/run/secrets/raibid' },
    {
      RAIBID_SERVER: options.server,
      RAIBID_TOKEN_FILE: '/run/secrets/raibid/token',
      RAIBID_AGENT_NAME: 'pod-1',
      RAIBID_READY_FILE: '/run/agent/claimed',
    },
    [program, ...flags],
    folder,
  );
  return { agent, job, folder };
}

/** Where the containers have the clone: its own place may be below one of their own folders. */
const inside = '/run/raibid-ci';
const program = join(inside, 'launchers/raibid-agent');

/** Root becomes the container's user; another one keeps his id behind a user namespace. */
async function container(
  uid: number,
  mounts: Record<string, string>,
  env: Record<string, string>,
  command: string[],
  folder: string,
): Promise<PodContainer> {
  const root = process.getuid?.() === 0;
  const user = root ? [] : ['--unshare-user', '--uid', String(uid), '--gid', '1000'];
  const drop = ['setpriv', `--reuid=${uid}`, '--regid=1000', '--clear-groups', '--no-new-privs', '--'];
  const view = [
    ...['--unshare-pid', '--unshare-ipc', '--as-pid-1', '--die-with-parent', '--clearenv', ...user],
    ...(await systemFolders()),
    ...[
      '--proc',
      '/proc',
      '--dev',
      '/dev',
      '--tmpfs',
      '/run',
      '--perms',
      '0755',
      '--dir',
      '/run/secrets',
      '--ro-bind',
      clone,
      inside,
    ],
    ...Object.entries(mounts).flatMap(([name, path]) => ['--bind', join(folder, name), path]),
    ...Object.entries({ PATH: '/usr/local/bin:/usr/bin:/bin', ...env }).flatMap(([name, value]) => [
      '--setenv',
      name,
      value,
    ]),
    ...['--chdir', '/'],
  ];
  const child = spawn('bwrap', [...view, '--', ...(root ? drop : []), ...command], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  onTestFinished(async () => void (await endProcess(child, 'SIGKILL')));
  return {
    exit: once(child, 'exit').then(([code]) => code as number | null),
    async signal(name) {
      const [first] = await until('the container has a process', async () => {
        const children = await childrenOf(child.pid ?? 0);
        return children.length > 0 && children;
      });
      if (first !== undefined) process.kill(first, name);
    },
  };
}

/** All of this machine's system, read-only, without what belongs to a container alone. */
async function systemFolders(): Promise<string[]> {
  const own = new Set(['proc', 'dev', 'run', 'tmp', 'root', 'home']);
  const entries = await readdir('/', { withFileTypes: true });
  const shown = entries.filter((entry) => !own.has(entry.name) && !entry.isFile());
  return shown.flatMap(({ name }) => ['--ro-bind-try', `/${name}`, `/${name}`]);
}
