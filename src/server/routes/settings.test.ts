import { beforeEach, describe, expect, it } from 'vitest';
import { fakeAgent } from '../agent-api/testing/fake-agent.ts';
import { queueRun } from '../testing/sample-run.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;

beforeEach(async () => {
  server = await openTestServer();
  await server.createRepository();
});

const demo = 'repository=local/demo';
const setSecret = (name: string, value: string, scope = demo) =>
  server.call('PUT', `/api/v1/secrets/${name}?${scope}`, { value });
const setVariable = (name: string, value: string, scope = demo) =>
  server.call('PUT', `/api/v1/variables/${name}?${scope}`, { value });

/** Everything that lies in the store about secrets, as text. */
const stored = async () => JSON.stringify(await server.deps.store.settings.secrets());

describe('a secret', () => {
  it('goes in and never comes out: not by the API, not in the store, not in the log', async () => {
    expect((await setSecret('deploy_key', 'rosebud-4711')).status).toBe(200);
    const list = await server.call('GET', `/api/v1/secrets?${demo}`);
    expect(list.json).toEqual({ secrets: [{ name: 'DEPLOY_KEY', updatedAt: expect.any(Number) }] });
    expect(await stored()).toContain('DEPLOY_KEY');
    expect(await stored()).not.toContain('rosebud');
    expect(server.logged.join()).not.toContain('rosebud');
    expect((await server.call('GET', `/api/v1/secrets/DEPLOY_KEY?${demo}`)).status).toBe(404);
  });

  it('is replaced and deleted whatever the case of its name', async () => {
    await setSecret('KEY', 'one');
    await setSecret('key', 'two');
    expect((await server.call('GET', `/api/v1/secrets?${demo}`)).json).toMatchObject({ secrets: [{ name: 'KEY' }] });
    expect((await server.call('DELETE', `/api/v1/secrets/Key?${demo}`)).status).toBe(200);
    expect(await server.call('DELETE', `/api/v1/secrets/KEY?${demo}`)).toMatchObject({
      status: 404,
      json: { error: { message: 'There is no secret KEY there.' } },
    });
  });

  it.each(['GITHUB_TOKEN', 'github_x', '1ST', 'A-B', 'A%20B', 'Ä'])('may not be called %s', async (name) => {
    expect(await setSecret(name, 'x')).toMatchObject({ status: 400, json: { error: { code: 'input_invalid' } } });
  });

  it('may have 48 KiB and no more, counted as bytes, and may not be empty', async () => {
    expect((await setSecret('A', 'x'.repeat(48 * 1024))).status).toBe(200);
    expect((await setSecret('A', 'ü'.repeat(24 * 1024 + 1))).status).toBe(400);
    expect((await setSecret('A', '')).status).toBe(400);
  });

  it.each(['', 'owner=local&repository=local/demo', 'owner=local&environment=x', 'environment=x', 'repository=demo'])(
    'needs one clear place, not "%s"',
    async (scope) => expect((await setSecret('A', 'x', scope)).status).toBe(400),
  );

  it('of a repository that is not there is not found', async () => {
    expect((await setSecret('A', 'x', 'repository=local/other')).status).toBe(404);
  });

  it('is no business of a job or an agent', async () => {
    const headers = { authorization: 'Bearer raibid_agent_for-tests' };
    const answer = await server.inject({ method: 'GET', url: `/api/v1/secrets?${demo}`, headers });
    expect(answer.status).toBe(401);
  });
});

describe('a variable', () => {
  it('is read back with its value', async () => {
    await setVariable('region', 'north');
    const variable = { name: 'REGION', value: 'north', updatedAt: expect.any(Number) };
    expect((await server.call('GET', `/api/v1/variables?${demo}`)).json).toEqual({ variables: [variable] });
    expect((await server.call('DELETE', `/api/v1/variables/REGION?${demo}`)).status).toBe(200);
    expect((await server.call('GET', `/api/v1/variables?${demo}`)).json).toEqual({ variables: [] });
  });
});

describe('a claimed job', () => {
  const claim = async (environment: string | null = null, trust: 'repository' | 'fork' = 'repository') => {
    const repository = await server.deps.store.repositories.find('local/demo');
    if (repository === null) throw new Error('no repository');
    const url = await server.listen();
    await queueRun(server, repository, {}, { environment: environment === null ? null : { name: environment }, trust });
    return fakeAgent(url).claim();
  };

  const everywhere = async () => {
    for (const set of [setSecret, setVariable]) {
      await set('NEAR', 'of the owner', 'owner=LOCAL');
      await set('WIDE', 'of the owner', 'owner=local');
      await set('NEAR', 'of the repository');
      await set('NEAR', 'of production', `${demo}&environment=Production`);
      await set('NEAR', 'of staging', `${demo}&environment=staging`);
      await set('OTHER', 'of somebody else', 'owner=else');
    }
  };

  it('gets the secrets of its owner and repository, the nearer one of two', async () => {
    await everywhere();
    const job = (await claim())?.job;
    expect(job?.secrets).toEqual({ NEAR: 'of the repository', WIDE: 'of the owner' });
    // Variables outside of environments come with the run's plan.
    expect(job?.vars).toEqual({ NEAR: 'of the repository', WIDE: 'of the owner' });
  });

  it('gets those of its environment before all others', async () => {
    await everywhere();
    const job = (await claim('production'))?.job;
    expect(job?.secrets).toEqual({ NEAR: 'of production', WIDE: 'of the owner' });
    expect(job?.vars).toEqual({ NEAR: 'of production', WIDE: 'of the owner' });
  });

  it('of a fork gets no secret, and no variable of an environment', async () => {
    await everywhere();
    const job = (await claim('production', 'fork'))?.job;
    expect(job?.secrets).toEqual({});
    expect(job?.vars.NEAR).not.toBe('of production');
  });

  it('whose secret was moved to another name in the store fails and says so', async () => {
    await setSecret('CHEAP', 'x');
    const [cheap] = await server.deps.store.settings.secrets();
    if (cheap !== undefined) await server.deps.store.settings.set({ ...cheap, name: 'PRECIOUS' });
    expect(await claim()).toBeNull();
    const { json } = await server.call('GET', '/api/v1/queue');
    expect(json).toMatchObject({ classes: [], deadLetters: [] });
    expect(server.logged.join()).toContain('cannot be opened');
  });
});
