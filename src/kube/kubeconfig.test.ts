import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { kubeconfigConnection } from './kubeconfig.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raibid-kubeconfig-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const base64 = (text: string) => Buffer.from(text).toString('base64');

async function write(user: object, cluster: object = {}, more: object = {}): Promise<string> {
  const file = join(folder, 'config');
  const config = {
    'current-context': 'home',
    clusters: [{ name: 'spark', cluster: { server: 'https://spark:6443/', ...cluster } }],
    users: [{ name: 'me', user }],
    contexts: [
      { name: 'home', context: { cluster: 'spark', user: 'me' } },
      { name: 'other', context: { cluster: 'spark', user: 'me', namespace: 'elsewhere' } },
      { name: 'broken', context: { cluster: 'gone', user: 'me' } },
    ],
    ...more,
  };
  await writeFile(file, stringify(config));
  return file;
}

describe('a kubeconfig', () => {
  it('names the server, its authority and the client certificate of its current context', async () => {
    await writeFile(join(folder, 'ca.crt'), 'CA');
    const user = { 'client-certificate-data': base64('CERT'), 'client-key-data': base64('KEY') };
    const connection = await kubeconfigConnection(await write(user, { 'certificate-authority': 'ca.crt' }));
    expect(connection).toMatchObject({ server: 'https://spark:6443', namespace: 'default' });
    expect(connection.tls).toEqual({ ca: 'CA', cert: 'CERT', key: 'KEY' });
    expect(await connection.token()).toBeNull();
  });

  it('may be asked for another context', async () => {
    const file = await write({ token: 'abc' }, { 'insecure-skip-tls-verify': true, 'tls-server-name': 'k3s' });
    const connection = await kubeconfigConnection(file, 'other');
    expect(connection.namespace).toBe('elsewhere');
    expect(connection.tls).toEqual({ insecure: true, servername: 'k3s' });
    expect(await connection.token()).toBe('abc');
  });

  it("reads a token's file each time", async () => {
    await writeFile(join(folder, 'token'), 'one\n');
    const { token } = await kubeconfigConnection(await write({ tokenFile: 'token', token: 'older' }));
    expect(await token()).toBe('one');
    await writeFile(join(folder, 'token'), 'two\n');
    expect(await token()).toBe('two');
  });
});

describe('a kubeconfig is refused in words', () => {
  it.each([
    ['an exec plugin', { exec: { command: 'aws' } }, {}, 'exec plugin'],
    ['an auth-provider', { 'auth-provider': { name: 'oidc' } }, {}, 'auth-provider'],
    ['a password', { username: 'me', password: 'x' }, {}, 'password'],
    ['a proxy', { token: 'x' }, { 'proxy-url': 'http://proxy' }, 'proxy-url'],
  ])('for %s', async (_what, user, cluster, words) => {
    await expect(kubeconfigConnection(await write(user, cluster))).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining(words),
    });
  });

  it('for names that lead nowhere, with those that are there', async () => {
    const file = await write({ token: 'x' });
    await expect(kubeconfigConnection(file, 'away')).rejects.toThrow('no context "away"; it has: home, other, broken');
    await expect(kubeconfigConnection(file, 'broken')).rejects.toThrow('no cluster "gone"');
    const without = await write({ token: 'x' }, {}, { 'current-context': '' });
    await expect(kubeconfigConnection(without)).rejects.toThrow('--context');
  });

  it('when it is no YAML, without quoting its keys', async () => {
    const file = join(folder, 'torn');
    await writeFile(file, 'users: [{token: c2VjcmV0\n');
    const refusal = await kubeconfigConnection(file).catch((error: unknown) => String(error));
    expect(refusal).toContain('not valid YAML');
    expect(refusal).not.toContain('c2VjcmV0');
    await expect(kubeconfigConnection(join(folder, 'missing'))).rejects.toMatchObject({ code: 'config_invalid' });
  });
});
