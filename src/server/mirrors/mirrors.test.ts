import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MirrorView } from '../../contract/api/mirrors.ts';
import { hashToken } from '../../shared/ids.ts';
import { commitFiles, git, tryGit } from '../testing/git.ts';
import { hosting, pushWorkflow } from '../testing/git-hosting.ts';
import { relay, serveHttp } from '../testing/http-server.ts';
import { adminToken, openTestServer, type TestServer } from '../testing/test-server.ts';

/** The other side: a server of ours with a repository. `here` follows it. */
let there: Awaited<ReturnType<typeof hosting>>;
let here: TestServer;
const workflow = { '.github/workflows/ci.yml': pushWorkflow };
const credentials = { username: 'any', password: adminToken };

beforeEach(async () => {
  there = await hosting();
  here = await openTestServer();
});

async function push(files: Record<string, string>, ref = 'HEAD:main'): Promise<string> {
  const sha = await commitFiles(there.tree, files);
  await git(there.tree, 'push', '--quiet', '--force', there.remote(), ref);
  return sha;
}

const addressThere = () => `${there.url}/git/local/demo.git`;
const add = (body: object = {}) =>
  here.call('POST', '/api/v1/repositories/ada/copy/mirror', {
    url: addressThere(),
    ...credentials,
    allowPrivate: true,
    ...body,
  });
const sync = async () =>
  (await here.call('POST', '/api/v1/repositories/ada/copy/mirror/sync')).json as MirrorView & { error?: unknown };
const runs = () => here.deps.store.runs.list({ limit: 100 });
const copy = async () => {
  const repository = await here.deps.store.repositories.find('ada/copy');
  if (repository === null) throw new Error('no copy');
  return repository;
};
const refs = async () => here.deps.forge.refs(await copy());

describe('a mirror', () => {
  it('takes what is there as it is, and turns each push from then on into runs', async () => {
    await push(workflow);
    expect((await add()).json).toMatchObject({ mirror: { repository: 'ada/copy', failure: null } });
    expect(await sync()).toMatchObject({ failure: null, lastSyncAt: expect.any(Number) });
    expect(await runs()).toEqual([]);
    const sha = await push({ note: 'new' });
    await sync();
    expect(await runs()).toMatchObject([{ trigger: { event: 'push', ref: 'refs/heads/main', sha, actor: 'Ada' } }]);
    await sync();
    expect(await runs()).toHaveLength(1);
  });

  it('has the default branch of the other side, and follows forced and deleted branches', async () => {
    await push(workflow);
    await git(there.tree, 'push', '--quiet', there.remote(), 'HEAD:topic');
    await push({ note: '1' });
    await add();
    await sync();
    expect((await copy()).defaultBranch).toBe('main');
    await git(there.tree, 'reset', '--quiet', '--hard', 'HEAD~1');
    const forced = await push({ note: 'forced' });
    await git(there.tree, 'push', '--quiet', there.remote(), ':topic');
    await sync();
    expect(await refs()).toEqual({ 'refs/heads/main': forced });
  });

  it('follows the default branch of the other side, which decides it', async () => {
    await push(workflow);
    await add();
    await sync();
    await push({ note: 'next' }, 'HEAD:trunk');
    await there.server.call('PUT', '/api/v1/repositories/local/demo', { defaultBranch: 'trunk' });
    expect(await sync()).toMatchObject({ failure: null });
    expect(await copy()).toMatchObject({ defaultBranch: 'trunk' });
    const refused = await here.call('PUT', '/api/v1/repositories/ada/copy', { defaultBranch: 'main' });
    expect(refused).toMatchObject({ status: 409, json: { error: { code: 'conflict' } } });
  });

  it('starts nothing for what the first sync finds, although the ledger is compared meanwhile', async () => {
    await push(workflow);
    await add();
    const { scheduler } = here.deps;
    const { id } = await copy();
    await Promise.all([sync(), ...Array.from({ length: 20 }, () => scheduler.reconcile(id))]);
    await scheduler.reconcile(id);
    expect(await runs()).toEqual([]);
    expect(Object.keys(await here.deps.store.deliveries.ledger(id))).toEqual(['refs/heads/main']);
  });

  it('is synced by its interval', async () => {
    await push(workflow);
    await add();
    here.deps.mirrors.start();
    await expect
      .poll(async () => (await here.deps.store.mirrors.list())[0]?.lastSyncAt, { timeout: 20_000 })
      .toEqual(expect.any(Number));
    const [mirror] = await here.deps.store.mirrors.list();
    expect((mirror?.nextSyncAt ?? 0) - (mirror?.lastSyncAt ?? 0)).toBe(300_000);
  });

  it('takes no pushes, until it follows no more', async () => {
    await push(workflow);
    await add();
    await sync();
    const url = `${await here.listen()}/git/ada/copy.git`.replace('//', `//any:${adminToken}@`);
    const refused = await tryGit(there.tree, 'push', url, 'HEAD:refs/heads/other');
    expect(refused.exit).not.toBe(0);
    expect((await here.call('DELETE', '/api/v1/repositories/ada/copy/mirror')).status).toBe(200);
    await git(there.tree, 'push', '--quiet', url, 'HEAD:refs/heads/other');
    expect(Object.keys(await refs())).toEqual(['refs/heads/main', 'refs/heads/other']);
  });

  it('says why it fails, and goes on when that is over', async () => {
    await push(workflow);
    await add();
    await sync();
    const { tokens } = there.server.deps.store;
    await tokens.delete(hashToken(adminToken));
    expect(await sync()).toMatchObject({
      failure: expect.stringContaining('refuses the credentials'),
      lastSyncAt: expect.any(Number),
    });
    await tokens.create({ hash: hashToken(adminToken), kind: 'admin', name: 'admin', createdAt: 0, expiresAt: null });
    const sha = await push({ note: 'late' });
    expect(await sync()).toMatchObject({ failure: null });
    expect(await runs()).toMatchObject([{ trigger: { sha } }]);
  });

  it('keeps its password sealed, out of answers, logs and git’s configuration', async () => {
    await push(workflow);
    await add();
    await sync();
    const [mirror] = await here.deps.store.mirrors.list();
    expect(JSON.stringify(mirror)).not.toContain(adminToken);
    expect((await here.call('GET', '/api/v1/mirrors')).text).not.toContain(adminToken);
    expect(here.logged.join()).not.toContain(adminToken);
    const folder = join(here.deps.config.dataDir, 'repositories', `${mirror?.repositoryId}.git`);
    expect(await git(folder, 'config', '--list', '--local')).not.toMatch(/remote|header/i);
  });
});

describe('adding a mirror is refused', () => {
  it('for a repository that has branches', async () => {
    await push(workflow);
    const repository = await here.createRepository('ada/copy');
    const url = `${await here.listen()}/git/${repository.fullName}.git`.replace('//', `//any:${adminToken}@`);
    await git(there.tree, 'push', '--quiet', url, 'HEAD:main');
    expect(await add()).toMatchObject({ status: 409, json: { error: { code: 'conflict' } } });
  });

  it('twice, and for what is no repository', async () => {
    await push(workflow);
    expect((await add()).status).toBe(200);
    expect(await add()).toMatchObject({ status: 409 });
    const page = await serveHttp((_request, response) => void response.end('<h1>Welcome</h1>'));
    const other = (url: string) =>
      here.call('POST', '/api/v1/repositories/ada/other/mirror', { url, ...credentials, allowPrivate: true });
    expect(await other(`${there.url}/git/local/none.git`)).toMatchObject({ status: 404 });
    expect(await other(`${page}/a.git`)).toMatchObject({ status: 400 });
    expect(await here.deps.store.repositories.find('ada/other')).toBeNull();
  });

  it('for an address of this machine, unless that is allowed', async () => {
    const refused = await add({ allowPrivate: false });
    expect(refused).toMatchObject({
      status: 403,
      json: {
        error: {
          code: 'address_refused',
          message: expect.stringMatching(/^http:\/\/127.0.0.1:\d+ leads to 127.0.0.1, which is not on the public/),
        },
      },
    });
    expect(await here.deps.store.repositories.list()).toEqual([]);
  });
});

describe('a redirect', () => {
  it('is followed to where the repository is now; the password stays with the first address', async () => {
    await push(workflow);
    const moved = await serveHttp((request, response) => {
      response.writeHead(301, { location: `${there.url}${request.url}` }).end();
    });
    // The other side wants the password, and a redirect to another origin does not carry it.
    expect(await add({ url: `${moved}/git/local/demo.git` })).toMatchObject({
      json: { error: { message: expect.stringContaining('refuses the credentials') } },
    });
  });

  it.each(['http://127.0.0.2:1', 'http://[::1]:1', 'http://169.254.169.254', 'http://10.0.0.1'])(
    'to %s is refused, also for a mirror that may be private',
    async (inside) => {
      const evil = await serveHttp((request, response) => {
        response.writeHead(302, { location: `${inside}${request.url}` }).end();
      });
      const refused = await add({ url: `${evil}/a.git` });
      expect(refused).toMatchObject({ status: 403, json: { error: { code: 'address_refused' } } });
      expect(refused.text).toMatch(
        /http:\/\/127.0.0.1:\d+ redirects: http.* leads to .*, which is not on the public internet/,
      );
    },
  );

  it('that comes later, between two syncs, is refused as well', async () => {
    await push(workflow);
    let evil = false;
    const front = await serveHttp((request, response) => {
      if (evil) response.writeHead(302, { location: `http://127.0.0.2:1${request.url}` }).end();
      else void relay(there.url, request, response);
    });
    await add({ url: `${front}/git/local/demo.git` });
    expect(await sync()).toMatchObject({ failure: null });
    evil = true;
    expect(await sync()).toMatchObject({ failure: expect.stringContaining('127.0.0.2') });
  });

  it('in a loop ends', async () => {
    const loop = await serveHttp((request, response) => {
      response.writeHead(302, { location: request.url ?? '/' }).end();
    });
    expect(await add({ url: `${loop}/a.git` })).toMatchObject({
      json: { error: { message: expect.stringContaining('redirects more than 5 times') } },
    });
  });

  it('to a page is refused', async () => {
    const page = await serveHttp((_request, response) => {
      response.writeHead(302, { location: '/login' }).end();
    });
    expect(await add({ url: `${page}/a.git` })).toMatchObject({
      status: 400,
      json: { error: { message: expect.stringContaining('no git repository') } },
    });
  });
});

describe('the webhook of a mirror', () => {
  const deliver = async (secret: string, body = '{"ref":"refs/heads/main"}') => {
    const { id } = await copy();
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    const headers = {
      'x-github-event': 'push',
      'x-github-delivery': '1',
      'x-hub-signature-256': `sha256=${signature}`,
      'content-type': 'application/json',
    };
    return here.inject({ method: 'POST', url: `/api/v1/mirror-webhooks/${id}`, headers, payload: body });
  };

  it('syncs at once; a wrong signature does nothing', async () => {
    await push(workflow);
    const { webhookSecret } = (await add()).json as { webhookSecret: string };
    await sync();
    here.deps.mirrors.start();
    const sha = await push({ note: 'hooked' });
    expect((await deliver('wrong')).status).toBe(401);
    expect(await runs()).toEqual([]);
    expect(await deliver(webhookSecret)).toMatchObject({ status: 200, json: {} });
    await expect.poll(runs, { timeout: 20_000 }).toMatchObject([{ trigger: { sha } }]);
    expect((await deliver(webhookSecret)).status).toBe(200);
  });
});
