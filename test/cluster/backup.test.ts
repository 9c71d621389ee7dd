import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { raibidCli } from '../../src/cli/testing/capture.ts';
import { runQuiet } from './run.ts';
import { get, kubectl } from './support/cluster.ts';

const gitea = 'http://gitea.raibid-gitea.svc.cluster.local:3000';
const key = (name: string): string => `{raibid}:${name}`;

/** The platform's Redis and Gitea, set up, saved, destroyed, set up anew and restored, by the commands that people use. */
describe('a backup of a cluster', () => {
  let folder = '';
  let archive = '';
  let before: unknown;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'raibid-cluster-backup-'));
    await writeFile(join(folder, 'phrase'), 'correct horse battery staple\n', { mode: 0o600 });
    await cli('setup', 'redis', 'gitea', '--profile', 'dev');
    await fill();
    before = await content();
  });
  afterAll(async () => {
    await cli('teardown', 'redis', 'gitea', '--yes');
    await rm(folder, { recursive: true, force: true });
  });

  async function cli(...words: string[]): Promise<string> {
    const kubeconfig = process.env.KUBECONFIG ?? '';
    const line = [...words, '--kubeconfig', kubeconfig, '--timeout', '4m'];
    const { code, stdout, stderr } = await raibidCli(line, {
      env: { PATH: process.env.PATH, HOME: folder, KUBECONFIG: kubeconfig },
    });
    expect(code, stderr).toBe(0);
    return stdout;
  }

  it('is written while Redis and Gitea work', async () => {
    const out = await cli(
      'backup',
      '--cluster',
      '--to',
      join(folder, 'backups'),
      '--passphrase-file',
      join(folder, 'phrase'),
      '--json',
    );
    archive = (JSON.parse(out) as { file: string }).file;
    await cli('restore', '--check', archive);
    expect(await content()).toEqual(before);
  });

  it('lets teardown go without --yes, as the data are saved', async () => {
    await cli('teardown', 'redis', 'gitea');
    const { items } = await get<{ items: { metadata: { name: string } }[] }>('namespaces');
    expect(items.map(({ metadata }) => metadata.name).filter((name) => name.startsWith('raibid-'))).toEqual([]);
  });

  it('gives the same repositories, packages, queue and passwords on a cluster that was set up anew', async () => {
    await cli('setup', 'redis', 'gitea', '--profile', 'dev');
    expect(await content()).not.toEqual(before);
    await cli('restore', '--cluster', '--replace', '--passphrase-file', join(folder, 'phrase'), archive);
    expect(await content()).toEqual(before);
  });

  it('keeps what is written afterwards through a restart: the append-only file is on again', async () => {
    await redis(`SET ${key('after')} restore`);
    await kubectl('--namespace', 'raibid-redis', 'delete', 'pod', 'redis-0', '--wait');
    await kubectl('--namespace', 'raibid-redis', 'rollout', 'status', 'statefulset/redis', '--timeout=120s');
    expect(await redis(`GET ${key('after')}`)).toBe('restore\n');
    expect(await redis(`GET ${key('7')}`)).toBe('v7\n');
  });
});

async function fill(): Promise<void> {
  const json = ['--header', 'content-type: application/json', '--data', '{"name":"demo","auto_init":true}'];
  await curl('/api/v1/user/repos', ...json);
  const raw = ['--request', 'PUT', '--header', 'content-type: application/octet-stream', '--data', 'the content'];
  await curl('/api/packages/raibid/generic/thing/1.0/thing.txt', ...raw);
  const jobs = Array.from({ length: 50 }, (_none, index) => `XADD ${key('queue:default')} * job ${index}`);
  await redis(...jobs, `SET ${key('7')} v7`);
}

/** What people and the server would find. */
async function content(): Promise<unknown> {
  const orNone = (work: Promise<string>): Promise<string> => work.catch(() => 'none');
  return {
    branches: await orNone(curl('/api/v1/repos/raibid/demo/branches')),
    package: await orNone(curl('/api/packages/raibid/generic/thing/1.0/thing.txt')),
    redis: await redis(`XLEN ${key('queue:default')}`, `GET ${key('7')}`),
    passwords: await Promise.all([
      secret('redis', 'redis-users'),
      secret('gitea', 'gitea-admin'),
      secret('gitea', 'gitea-tls'),
    ]),
  };
}

async function curl(path: string, ...words: string[]): Promise<string> {
  const { username, password } = await secret('gitea', 'gitea-admin');
  // The login by standard input: arguments can be read by everybody.
  const input = `user = "${username}:${password}"\n`;
  return runQuiet(['curl', '--fail', '--silent', '--show-error', '--config', '-', ...words, gitea + path], { input });
}

/** Commands as the server's user; answers what redis-cli prints. */
async function redis(...commands: string[]): Promise<string> {
  const { 'server-password': password } = await secret('redis', 'redis-users');
  const script = 'read -r REDISCLI_AUTH; export REDISCLI_AUTH; exec redis-cli -e --no-auth-warning --user server';
  const place = ['--namespace', 'raibid-redis', 'statefulset/redis', '--container', 'redis'];
  const words = ['kubectl', 'exec', '--stdin', ...place, '--', 'sh', '-euc', script];
  return runQuiet(words, { input: [password, ...commands, ''].join('\n') });
}

async function secret(component: string, name: string): Promise<Record<string, string>> {
  const { data } = await get<{ data: Record<string, string> }>('secret', name, '--namespace', `raibid-${component}`);
  return Object.fromEntries(
    Object.entries(data).map(([each, value]) => [each, Buffer.from(value, 'base64').toString()]),
  );
}
