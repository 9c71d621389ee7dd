import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { endProcess } from '../../src/shared/end-process.ts';
import { giteaBinary } from './binary.ts';

const run = promisify(execFile);

/** A real Gitea on loopback with one administrator, in a folder of its own. */
export interface Gitea {
  url: string;
  /** Token of the administrator with all scopes. */
  token: string;
  admin: { name: string; password: string };
  /** Ends the process with this signal and waits for it; the data stays. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts it again on the same port and data. */
  restart(): Promise<void>;
  /** Ends the process and removes the folder. */
  remove(): Promise<void>;
}

/** Starts Gitea and waits until it answers. Building it the first time takes minutes (see `giteaBinary`). */
export async function startGitea(): Promise<Gitea> {
  const binary = await giteaBinary();
  const folder = await mkdtemp(join(tmpdir(), 'raibid-gitea-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = join(folder, 'app.ini');
  await mkdir(join(folder, 'data'), { recursive: true });
  await writeFile(config, configuration(folder, binary.staticRoot, port));
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    GITEA_WORK_DIR: folder,
    GITEA_I_AM_BEING_UNSAFE_RUNNING_AS_ROOT: 'true',
  };
  const gitea = (...words: string[]) => run(binary.path, ['--config', config, ...words], { env });
  const admin = { name: 'root-admin', password: randomBytes(12).toString('hex') };
  await gitea('migrate');
  await gitea(
    'admin',
    'user',
    'create',
    '--admin',
    '--must-change-password=false',
    '--username',
    admin.name,
    '--password',
    admin.password,
    '--email',
    'admin@example.invalid',
  );
  const made = await gitea(
    'admin',
    'user',
    'generate-access-token',
    '--username',
    admin.name,
    '--scopes',
    'all',
    '--token-name',
    'tests',
    '--raw',
  );

  let child: ChildProcess | null = null;
  async function start(): Promise<void> {
    const log = await open(join(folder, 'gitea.log'), 'a');
    child = spawn(binary.path, ['--config', config, 'web'], { env, stdio: ['ignore', log.fd, log.fd] });
    await log.close();
    await answering(url, child, join(folder, 'gitea.log'));
  }
  async function stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const running = child;
    child = null;
    if (running !== null) await endProcess(running, signal);
  }
  async function remove(): Promise<void> {
    await stop();
    await rm(folder, { recursive: true, force: true });
  }
  await start();
  return { url, token: made.stdout.trim(), admin, stop, restart: start, remove };
}

/** SQLite, no mail, no sign-up; webhooks may go to loopback, where the tests' server listens. */
function configuration(folder: string, staticRoot: string, port: number): string {
  return `
APP_NAME = raibid-ci tests
RUN_MODE = prod
WORK_PATH = ${folder}
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = ${port}
ROOT_URL = http://127.0.0.1:${port}/
STATIC_ROOT_PATH = ${staticRoot}
APP_DATA_PATH = ${folder}/data
OFFLINE_MODE = true
DISABLE_SSH = true
[database]
DB_TYPE = sqlite3
PATH = ${folder}/data/gitea.db
SQLITE_JOURNAL_MODE = WAL
[repository]
ROOT = ${folder}/repositories
DEFAULT_BRANCH = main
[security]
INSTALL_LOCK = true
SECRET_KEY = ${randomBytes(24).toString('hex')}
ALLOWED_HOST_LIST = loopback,private
[service]
DISABLE_REGISTRATION = true
[actions]
ENABLED = false
[queue.push_update]
TYPE = channel
[queue.webhook_sender]
TYPE = channel
[log]
MODE = console
LEVEL = Warn
[session]
PROVIDER = memory
`;
}

async function answering(url: string, child: ChildProcess, log: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await fetch(`${url}/api/v1/version`).catch(() => null);
    if (answer?.ok) return;
    if (child.exitCode !== null) throw new Error(`Gitea ended at its start:\n${await readFile(log, 'utf8')}`);
    await sleep(100);
  }
  throw new Error(`Gitea does not answer on ${url}:\n${await readFile(log, 'utf8')}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
