import { createHmac, randomUUID } from 'node:crypto';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { forgeRoutes } from '../../src/contract/api/forges.ts';
import { tryGit } from '../../src/server/testing/git.ts';
import { connectedGitea } from '../support/connected-gitea.ts';
import { enable, type GiteaRepository, runOfEvent, runsOf } from '../support/gitea-world.ts';
import { finished, logOf, pushWorkflow, workflowPath } from '../support/platform.ts';
import { until } from '../support/until.ts';

const here = connectedGitea();

/** A delivery that Gitea really made to this server, as it was sent. */
interface Delivery {
  headers: Record<string, string>;
  body: string;
}

/** Listens where Gitea's webhook goes and passes everything on, keeping what passed. */
async function listenIn(target: string): Promise<{ url: string; seen: Delivery[] }> {
  const seen: Delivery[] = [];
  const server = createServer((incoming, answer) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', async () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const headers = Object.fromEntries(Object.entries(incoming.headers).map(([key, value]) => [key, String(value)]));
      seen.push({ headers, body });
      answer.end(await (await send(target, { headers, body })).text());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, seen };
}

function send(url: string, { headers, body }: Delivery): Promise<Response> {
  const kept = Object.entries(headers).filter(([name]) => name.startsWith('x-') || name === 'content-type');
  return fetch(url, { method: 'POST', headers: Object.fromEntries(kept), body });
}

async function refused(answer: Response): Promise<{ status: number; message: string }> {
  const { error } = (await answer.json()) as { error: { message: string } };
  return { status: answer.status, message: error.message };
}

/** A repository with one finished push, and the delivery that reported it. */
async function withDelivery(
  name: string,
): Promise<{ repository: GiteaRepository; url: string; delivery: Delivery; seen: Delivery[] }> {
  const { client } = here.platform;
  const repository = await here.world.repository(name);
  const id = await enable(client, repository.fullName);
  const url = `${here.platform.server.url}/api/v1/webhooks/${id}`;
  const ear = await listenIn(url);
  const [hook] = await here.world.api<{ id: number }[]>('GET', `/repos/${repository.fullName}/hooks`);
  const events = ['push', 'delete'];
  const edit = { config: { url: ear.url, content_type: 'json' }, events, active: true };
  await here.world.api('PATCH', `/repos/${repository.fullName}/hooks/${hook?.id}`, edit);
  const sha = await repository.push({ [workflowPath]: pushWorkflow('true') });
  await runOfEvent(client, sha, 'push');
  const delivery = await until('Gitea delivered', () => ear.seen[0] ?? false);
  return { repository, url, delivery, seen: ear.seen };
}

describe('a webhook', () => {
  it('with a wrong signature, or none, is refused in one clear line', async () => {
    const { repository, url, delivery } = await withDelivery('signature');
    const forged = createHmac('sha256', 'a guess').update(delivery.body).digest('hex');
    const headers = { ...delivery.headers, 'x-gitea-delivery': randomUUID(), 'x-gitea-signature': forged };
    const wrong = { status: 401, message: 'The signature of the webhook is wrong.' };
    expect(await refused(await send(url, { ...delivery, headers }))).toEqual(wrong);
    const { 'x-gitea-signature': _, ...unsigned } = headers;
    expect(await refused(await send(url, { ...delivery, headers: unsigned }))).toEqual({
      status: 401,
      message: 'The webhook is not signed.',
    });
    const changed = { headers: delivery.headers, body: delivery.body.replace('"ref"', '"Ref"') };
    expect(await refused(await send(url, changed))).toEqual(wrong);
    const elsewhere = `${url.replace(/\d+$/, '')}4711`;
    expect(await refused(await send(elsewhere, delivery))).toEqual(wrong);
    expect(await runsOf(here.platform.client, repository.fullName)).toHaveLength(1);
  });

  it('that is replayed starts nothing, also under another id and after the branch went back', async () => {
    const { repository, url, delivery } = await withDelivery('replay');
    const replay = async (headers: Record<string, string>) => (await send(url, { ...delivery, headers })).json();
    const [run] = await runsOf(here.platform.client, repository.fullName);
    expect(await replay(delivery.headers)).toEqual({ outcome: 'seen', runIds: [run?.id] });
    const renamed = { ...delivery.headers, 'x-gitea-delivery': randomUUID() };
    expect(await replay(renamed)).toEqual({ outcome: 'seen', runIds: [run?.id] });
  });

  it('that is replayed after the branch went back to where it was starts nothing', async () => {
    const { repository, url, seen } = await withDelivery('back');
    const count = async () => (await runsOf(here.platform.client, repository.fullName)).length;
    await repository.git('push', '--quiet', 'origin', 'HEAD:refs/heads/work');
    await until('the branch has a run', async () => (await count()) === 2);
    const made = await until('the push was delivered', () => seen[1] ?? false);
    await repository.git('push', '--quiet', 'origin', ':refs/heads/work');
    await until('the end of the branch was delivered', () => seen.length > 2);
    const headers = { ...made.headers, 'x-gitea-delivery': randomUUID() };
    expect(await (await send(url, { ...made, headers })).json()).toMatchObject({ outcome: 'seen' });
    expect(await count()).toBe(2);
  });

  it('of 100 MB is refused while it is sent, and the server goes on', async () => {
    const { url } = await withDelivery('large');
    const answer = await sendEndless(url, 100 * 1024 * 1024);
    expect(answer.status).toBe(413);
    expect(answer.message).toBe('The webhook is larger than 5242880 bytes.');
    expect((await fetch(`${here.platform.server.url}/readyz`)).ok).toBe(true);
  });
});

/** Sends so many bytes without saying how many there will be. */
function sendEndless(url: string, bytes: number): Promise<{ status: number; message: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'x-gitea-event': 'push', 'x-gitea-delivery': 'a', 'x-gitea-signature': 'b' };
    const outgoing = request(url, { method: 'POST', headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, message: JSON.parse(text).error.message }));
    });
    outgoing.on('error', reject);
    const chunk = Buffer.alloc(1024 * 1024, 32);
    let left = bytes;
    const more = (): void => {
      while (left > 0) {
        left -= chunk.length;
        if (!outgoing.write(chunk)) {
          outgoing.once('drain', more);
          return;
        }
      }
      outgoing.end();
    };
    more();
  });
}

describe('the token of a job', () => {
  it('opens its own repository on the forge only, and writes only where its permissions say so', async () => {
    const { client } = here.platform;
    const other = await here.world.repository('other');
    await enable(client, other.fullName);
    await other.push({ 'secret.txt': 'not for others' });
    const repository = await here.world.repository('curious');
    await enable(client, repository.fullName);
    const steps = [
      { uses: 'actions/checkout@v4' },
      {
        env: { TOKEN: '${{ github.token }}', URL: '${{ github.server_url }}' },
        run: [
          'clone() { git clone "${URL/:\\/\\//://x:$TOKEN@}/git/$1.git" "$2" 2>&1; }',
          `! clone ${other.fullName} other`,
          '! test -e other/secret.txt',
          `clone ${repository.fullName} own`,
          '! git -C own push origin HEAD:refs/heads/written 2>&1',
        ].join('\n'),
      },
    ];
    const workflow = JSON.stringify({ on: 'push', jobs: { build: { 'runs-on': 'ubuntu-latest', steps } } });
    const sha = await repository.push({ [workflowPath]: workflow });
    const run = await finished(client, (await runOfEvent(client, sha, 'push')).id);
    const log = (await logOf(client, run.jobs[0]?.id ?? '')).join('\n');
    expect(log).toContain(`The token of this job is for ${repository.fullName} only.`);
    expect(log).toContain('The token of this job may not push.');
    expect(run.conclusion).toBe('success');
  });

  it('pushes with contents: write, and that push starts no run', async () => {
    const { client } = here.platform;
    const repository = await here.world.repository('writer');
    await enable(client, repository.fullName);
    const commit = 'git -c user.name=ci -c user.email=ci@example.invalid commit --allow-empty --message made';
    const steps = [
      { uses: 'actions/checkout@v4' },
      { run: `${commit}\ngit push origin HEAD:main HEAD:refs/heads/made` },
    ];
    const workflow = JSON.stringify({
      on: 'push',
      permissions: { contents: 'write' },
      jobs: { build: { 'runs-on': 'ubuntu-latest', steps } },
    });
    const sha = await repository.push({ [workflowPath]: workflow });
    const run = await finished(client, (await runOfEvent(client, sha, 'push')).id);
    expect(run.conclusion).toBe('success');
    const branches = await here.world.api<{ name: string }[]>('GET', `/repos/${repository.fullName}/branches`);
    expect(branches.map(({ name }) => name).sort()).toEqual(['made', 'main']);
    await repository.git('pull', '--quiet', 'origin', 'main');
    await repository.push({ next: '' });
    await until('the push after it runs', async () => (await runsOf(client, repository.fullName)).length > 1);
    expect((await runsOf(client, repository.fullName)).map(({ refName }) => refName)).toEqual(['main', 'main']);
  });
});

describe('a forge', () => {
  it('that redirects is refused: the token goes nowhere else', async () => {
    const asked: string[] = [];
    const target = createServer((incoming, answer) => {
      asked.push(String(incoming.headers.authorization));
      answer.end('{}');
    });
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    const redirecting = createServer((_, answer) => {
      answer.writeHead(302, { location: `http://127.0.0.1:${(target.address() as AddressInfo).port}/` }).end();
    });
    await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void target.close());
    onTestFinished(() => void redirecting.close());
    const url = `http://127.0.0.1:${(redirecting.address() as AddressInfo).port}`;
    const add = here.platform.client.call(forgeRoutes.add, { body: { name: 'sly', url, token: 'secret' } });
    await expect(add).rejects.toMatchObject({ code: 'forge_refused' });
    expect(asked).toEqual([]);
  });

  it('with a wrong token is refused in words, and not kept', async () => {
    const add = { body: { name: 'wrong', url: here.world.gitea.url, token: '0'.repeat(40) } };
    await expect(here.platform.client.call(forgeRoutes.add, add)).rejects.toMatchObject({ code: 'forge_refused' });
    const { forges } = await here.platform.client.call(forgeRoutes.list, {});
    expect(forges.map(({ name }) => name)).toEqual(['gitea']);
  });

  it('repairs its webhooks when it is checked, and forgets nothing that is in use', async () => {
    const { client } = here.platform;
    const repository = await here.world.repository('hooks');
    await enable(client, repository.fullName);
    const hooks = () => here.world.api<{ id: number; active: boolean }[]>('GET', `/repos/${repository.fullName}/hooks`);
    await here.world.api('PATCH', `/repos/${repository.fullName}/hooks/${(await hooks())[0]?.id}`, { active: false });
    const check = await client.call(forgeRoutes.check, { params: { forge: 'gitea' } });
    expect(check.login).toBe(here.world.gitea.admin.name);
    expect(check.webhooks.find((hook) => hook.repository === repository.fullName)).toEqual({
      repository: repository.fullName,
      ok: true,
      message: 'the webhook was missing or changed, and is made anew',
    });
    expect(await hooks()).toEqual([expect.objectContaining({ active: true })]);
    const remove = client.call(forgeRoutes.remove, { params: { forge: 'gitea' } });
    await expect(remove).rejects.toMatchObject({ code: 'conflict' });
    const [owner = '', name = ''] = repository.fullName.split('/');
    await client.call(forgeRoutes.disable, { params: { owner, name } });
    expect(await hooks()).toEqual([]);
    await repository.push({ [workflowPath]: pushWorkflow('true') });
    await enable(client, repository.fullName);
    const sha = await repository.push({ next: '' });
    await runOfEvent(client, sha, 'push');
    expect(await runsOf(client, repository.fullName)).toHaveLength(1);
  });

  it('is reached through this server by people too', async () => {
    const repository = await here.world.repository('proxied');
    await enable(here.platform.client, repository.fullName);
    await repository.push({ 'a.txt': 'a' });
    const url = here.platform.server.url.replace('://', `://x:${here.platform.token}@`);
    const clone = await tryGit(here.platform.dataDir, 'clone', `${url}/git/${repository.fullName}.git`, 'test-clone');
    expect(clone).toMatchObject({ exit: 0 });
  });
});
