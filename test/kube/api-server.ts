import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createKubeClient, type KubeClient } from '../../src/kube/client.ts';
import { endProcess } from '../../src/shared/end-process.ts';
import { freePort } from '../../src/store/redis/testing/redis-server.ts';
import { programFolder } from '../cluster/programs/build.ts';
import { until } from '../support/until.ts';
import { createTestAuthority, type TestAuthority } from './authority.ts';

const run = promisify(execFile);

/**
 * A real kube-apiserver with its etcd and nothing else: objects can be made, tokens given out and reviewed, but no
 * controller and no node acts upon them.
 */
export interface TestApiServer {
  url: string;
  folder: string;
  /** PEM that signed the server's certificate. */
  ca: string;
  /** Signs clients that the server knows. */
  authority: TestAuthority;
  /** As `system:masters`. */
  admin: KubeClient;
  /** SIGKILL and a new start on the same port and data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts both and waits until it is ready (some 10 s; minutes when the programs must be built first). */
export async function startApiServer(): Promise<TestApiServer> {
  const [programs, etcdPrograms] = await Promise.all([programFolder('kubernetes'), programFolder('etcd')]);
  const folder = await mkdtemp(join(tmpdir(), 'raibid-kube-'));
  const [port, etcdPort, peerPort] = [await freePort(), await freePort(), await freePort()];
  const url = `https://127.0.0.1:${port}`;
  const authority = await createTestAuthority(folder);
  const token = randomBytes(16).toString('hex');
  await writeFile(join(folder, 'tokens.csv'), `${token},admin,admin,"system:masters"\n`, { mode: 0o600 });
  await run('openssl', ['genrsa', '-out', join(folder, 'accounts.key'), '2048']);

  const etcd = await start(folder, join(etcdPrograms, 'etcd'), etcdFlags(folder, etcdPort, peerPort));
  const startServer = () =>
    start(folder, join(programs, 'kube-apiserver'), serverFlags(folder, port, etcdPort, authority.file));
  let server = await startServer();
  const ca = await until('the certificate is made', () => readOr(join(folder, 'apiserver.crt')));
  const connection = { server: url, tls: { ca }, token: async () => token, namespace: 'default', source: 'a test' };
  const admin = createKubeClient(connection);
  await ready(admin, server, folder);
  return {
    url,
    folder,
    ca,
    authority,
    admin,
    async restart() {
      await endProcess(server, 'SIGKILL');
      server = await startServer();
      await ready(admin, server, folder);
    },
    async stop() {
      admin.close();
      await Promise.all([endProcess(server, 'SIGKILL'), endProcess(etcd, 'SIGKILL')]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function etcdFlags(folder: string, port: number, peerPort: number): string[] {
  const [client, peer] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
    '--log-level=error',
  ];
}

function serverFlags(folder: string, port: number, etcdPort: number, clientAuthority: string): string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${folder}`,
    `--client-ca-file=${clientAuthority}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(folder, 'accounts.key')}`,
    `--service-account-signing-key-file=${join(folder, 'accounts.key')}`,
    '--authorization-mode=Node,RBAC',
    '--service-cluster-ip-range=10.43.0.0/16',
    '--profiling=false',
  ];
}

async function start(folder: string, program: string, flags: string[]): Promise<ChildProcess> {
  const log = await open(join(folder, 'log'), 'a');
  const child = spawn(program, flags, { stdio: ['ignore', log.fd, log.fd], cwd: folder });
  await once(child, 'spawn');
  await log.close();
  return child;
}

async function ready(admin: KubeClient, server: ChildProcess, folder: string): Promise<void> {
  await until(
    'the API server is ready',
    async () => {
      if (server.exitCode !== null) throw new Error(`kube-apiserver ended: ${await readOr(join(folder, 'log'))}`);
      return (await admin.request('GET', '/readyz').catch(() => null)) === 'ok';
    },
    120,
  );
}

async function readOr(file: string): Promise<string | false> {
  return readFile(file, 'utf8').then(
    (text) => text !== '' && text,
    () => false,
  );
}
