import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { raibidCli } from '../../src/cli/testing/capture.ts';
import { runQuiet } from './run.ts';
import { get } from './support/cluster.ts';

const queue = '{raibid}:queue:default';

describe('secrets rotate redis', () => {
  let home = '';

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'raibid-cluster-rotate-'));
    await cli('setup', 'redis', '--profile', 'dev');
  });
  afterAll(async () => {
    await cli('teardown', 'redis', '--yes');
    await rm(home, { recursive: true, force: true });
  });

  async function cli(...words: string[]): Promise<void> {
    const kubeconfig = process.env.KUBECONFIG ?? '';
    const env = { PATH: process.env.PATH, HOME: home, KUBECONFIG: kubeconfig };
    const { code, stderr } = await raibidCli([...words, '--kubeconfig', kubeconfig, '--timeout', '4m'], { env });
    expect(code, stderr).toBe(0);
  }

  it('gives every user a new password: the old one is refused, and no job is lost', async () => {
    const before = await passwords();
    await redis(before['server-password'], `XADD ${queue} * job 1`, `XADD ${queue} * job 2`);
    await cli('secrets', 'rotate', 'redis');
    const after = await passwords();
    expect(Object.keys(after)).toEqual(Object.keys(before));
    for (const [key, value] of Object.entries(after)) expect(value).not.toBe(before[key]);
    expect(await redis(after['server-password'], `XLEN ${queue}`)).toBe('2\n');
    expect(await redis(before['server-password'], `XLEN ${queue}`)).toContain('NOAUTH');
  });
});

async function passwords(): Promise<Record<string, string>> {
  const { data } = await get<{ data: Record<string, string> }>('secret', 'redis-users', '--namespace', 'raibid-redis');
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}

async function redis(password = '', ...commands: string[]): Promise<string> {
  const script = 'read -r REDISCLI_AUTH; export REDISCLI_AUTH; exec redis-cli -e --no-auth-warning --user server';
  const place = ['--namespace', 'raibid-redis', 'statefulset/redis', '--container', 'redis'];
  const words = ['kubectl', 'exec', '--stdin', ...place, '--', 'sh', '-euc', script];
  return runQuiet(words, { input: [password, ...commands, ''].join('\n') });
}
