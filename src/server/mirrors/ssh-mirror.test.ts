import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MirrorView } from '../../contract/api/mirrors.ts';
import { commitFiles, git } from '../testing/git.ts';
import { pushWorkflow } from '../testing/git-hosting.ts';
import { type SshServer, serveSsh, sshKey } from '../testing/ssh-server.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { fingerprint, parseHostKeys } from './host-keys.ts';

/** The other side: a bare repository behind sshd, and a working tree that pushes to it. `here` follows it. */
let there: SshServer;
let bare: string;
let tree: string;
let here: TestServer;

beforeEach(async () => {
  const folder = await tempFolder();
  [bare, tree] = [join(folder, 'engine.git'), join(folder, 'tree')];
  await git(folder, 'init', '--quiet', '--bare', '--initial-branch=trunk', bare);
  await mkdir(tree);
  await git(tree, 'init', '--quiet');
  there = await serveSsh();
  here = await openTestServer();
});

async function push(files: Record<string, string>): Promise<string> {
  const sha = await commitFiles(tree, files);
  await git(tree, 'push', '--quiet', bare, 'HEAD:trunk');
  return sha;
}

const path = '/api/v1/repositories/ada/engine/mirror';
const add = (body: object = {}) =>
  here.call('POST', path, { url: `${there.url}${bare}`, sshKey: there.key, allowPrivate: true, ...body });
const sync = async () => (await here.call('POST', `${path}/sync`)).json as MirrorView;

describe('a mirror over ssh', () => {
  it('is followed with a key, and the host key that was shown first counts', async () => {
    await push({ '.github/workflows/ci.yml': pushWorkflow });
    const shown = fingerprint(parseHostKeys(there.hostKey)[0] ?? '');
    expect(await add()).toMatchObject({ status: 200, json: { hostKeys: [shown], mirror: { failure: null } } });
    expect(await sync()).toMatchObject({ failure: null, url: `${there.url}${bare}` });
    expect((await here.deps.store.repositories.find('ada/engine'))?.defaultBranch).toBe('trunk');
    const sha = await push({ note: 'new' });
    expect(await sync()).toMatchObject({ failure: null });
    expect(await here.deps.store.runs.list({ limit: 9 })).toMatchObject([{ trigger: { event: 'push', sha } }]);
  });

  it('goes nowhere once the server shows another key, and says what to do', async () => {
    await push({ note: 'a' });
    await add();
    await there.stop();
    const other = await serveSsh({ port: there.port });
    expect(await sync()).toMatchObject({ failure: expect.stringContaining('another host key') });
    expect(other.hostKey).not.toBe(there.hostKey);
  });

  it('takes a host key that was given, and no other', async () => {
    await push({ note: 'a' });
    const stranger = await readFile(`${await sshKey(await tempFolder(), 'stranger')}.pub`, 'utf8');
    expect(await add({ hostKeys: stranger })).toMatchObject({
      status: 502,
      json: { error: { code: 'forge_refused', message: expect.stringContaining('another host key') } },
    });
    expect(await here.deps.store.repositories.list()).toEqual([]);
    expect(await add({ hostKeys: `# ours\n127.0.0.1 ${there.hostKey}\n` })).toMatchObject({ status: 200 });
  });

  it('keeps its key sealed, out of answers and logs', async () => {
    await push({ note: 'a' });
    await add();
    await sync();
    const secret = there.key.split('\n')[2] ?? 'none';
    expect(JSON.stringify(await here.deps.store.mirrors.list())).not.toContain(secret);
    expect((await here.call('GET', '/api/v1/mirrors')).text).not.toContain(secret);
    expect(here.logged.join()).not.toContain(secret);
  });
});

describe('adding a mirror over ssh is refused', () => {
  it.each([
    [
      'a key that the server does not know',
      async (folder: string) => sshKey(folder, 'other'),
      'forge_refused',
      'does not take',
    ],
    [
      'a key with a pass phrase',
      async (folder: string) => sshKey(folder, 'locked', 'secret'),
      'input_invalid',
      'ssh key',
    ],
  ])('with %s', async (_what, make, code, message) => {
    await push({ note: 'a' });
    const key = await readFile(await make(await tempFolder()), 'utf8');
    expect(await add({ sshKey: key })).toMatchObject({
      json: { error: { code, message: expect.stringContaining(message) } },
    });
    expect(await here.deps.store.repositories.list()).toEqual([]);
  });

  it.each([
    ['what is no key', { sshKey: 'nonsense' }, 'input_invalid'],
    ['a password', { password: 'word' }, 'input_invalid'],
    ['what is no host key', { hostKeys: 'nonsense' }, 'input_invalid'],
    ['an address of this machine that is not allowed', { allowPrivate: false }, 'address_refused'],
    ['a port where nobody listens', { url: 'ssh://git@127.0.0.1:1/a' }, 'unreachable'],
    ['a key for an http address', { url: 'http://127.0.0.1:1/a' }, 'input_invalid'],
  ])('with %s', async (_what, body, code) => {
    expect(await add(body)).toMatchObject({ json: { error: { code } } });
    expect(await here.deps.store.repositories.list()).toEqual([]);
  });
});
