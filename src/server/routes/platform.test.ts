import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { CommitStatus } from '../../contract/views.ts';
import { claimSample, queueRun } from '../testing/sample-run.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';

describe('the platform', () => {
  it('says what it is', async () => {
    const server = await openTestServer();
    expect((await server.call('GET', '/api/v1/info')).json).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      contractVersion: 1,
      store: 'sqlite',
      isolation: 'none',
      isolationReason: 'tests run on the host',
      maxAgents: 4,
      warmAgents: 1,
      disks: ['data', 'shared'].map((folder) => ({ folder, size: expect.any(Number), state: expect.any(String) })),
    });
  });

  it('shows who works on what', async () => {
    const server = await openTestServer();
    const { run, jobId } = await queueRun(server, await server.createRepository());
    const agent = { agentId: 'agent-1', agentName: 'one', agentClass: 'default', isolation: 'none' } as const;
    await server.deps.store.agents.seen({ ...agent, state: 'idle', startedAt: 5, lastSeenAt: Date.now() });
    expect((await server.call('GET', '/api/v1/agents')).json).toMatchObject({
      agents: [{ id: 'agent-1', state: 'idle', jobId: null, startedAt: 5 }],
    });
    await claimSample(server);
    expect((await server.call('GET', '/api/v1/agents')).json).toMatchObject({
      agents: [{ id: 'agent-1', name: 'one', state: 'busy', jobId, runId: run.id }],
    });
  });

  it('shows what waits and for how long', async () => {
    const server = await openTestServer();
    const repository = await server.createRepository();
    await queueRun(server, repository);
    await queueRun(server, repository);
    await claimSample(server);
    expect((await server.call('GET', '/api/v1/queue')).json).toMatchObject({
      classes: [
        { agentClass: 'default', waiting: 1, running: 1, maxAgents: 4, oldestWaitingMilliseconds: expect.any(Number) },
      ],
      deadLetters: [],
    });
  });
});

describe('artifacts', () => {
  it('of a run are listed and downloaded', async () => {
    const server = await openTestServer();
    const { run } = await queueRun(server, await server.createRepository());
    const id = '0123456789abcdef';
    const content = await server.deps.blobs.artifacts.write(id, Readable.from([Buffer.from('bytes')]), 100);
    const record = { id, runId: run.id, name: 'büild', ...content, createdAt: 1, expiresAt: Date.now() + 1000 };
    await server.deps.store.artifacts.create(record, false);
    expect((await server.call('GET', `/api/v1/runs/${run.id}/artifacts`)).json).toEqual({ artifacts: [record] });
    const { text, headers } = await server.call('GET', `/api/v1/artifacts/${id}`);
    expect(text).toBe('bytes');
    expect(headers).toMatchObject({
      'content-type': 'application/gzip',
      'content-length': '5',
      'content-disposition': "attachment; filename*=UTF-8''b%C3%BCild.tar.gz",
    });
  });

  it('that do not exist are not found', async () => {
    const server = await openTestServer();
    expect((await server.call('GET', '/api/v1/artifacts/0123456789abcdef')).status).toBe(404);
  });
});

describe('the statuses of a commit', () => {
  const sha = 'a'.repeat(40);
  const url = `/api/v1/repositories/local/demo/commits/${sha}/statuses`;

  async function withStatuses(...states: CommitStatus['state'][]): Promise<TestServer> {
    const server = await openTestServer();
    const { run } = await queueRun(server, await server.createRepository());
    const loaded = await server.deps.store.runs.load(run.id);
    const statuses = states.map((state, n) => ({
      status: { repository: 'local/demo', sha, context: `c${n}`, state, description: '', target: '/', updatedAt: n },
      forge: 'builtin',
    }));
    const empty = { consumed: [], enqueue: [], dequeue: [], cancel: [], groups: [], post: [] };
    const commit = { ...empty, runId: run.id, expectedVersion: loaded?.version ?? 0, state: run, statuses };
    expect(await server.deps.store.runs.commit(commit)).toBe(true);
    return server;
  }

  it.each([
    [['success', 'success'], 'success'],
    [['success', 'pending'], 'pending'],
    [['failure', 'pending'], 'failure'],
    [['failure', 'error'], 'error'],
    [[], 'pending'],
  ] as const)('%j are together %s', async (states, combined) => {
    const server = await withStatuses(...states);
    expect((await server.call('GET', url)).json).toMatchObject({
      state: combined,
      statuses: { length: states.length },
    });
  });

  it('of an unknown repository are not found', async () => {
    const server = await openTestServer();
    expect((await server.call('GET', url)).status).toBe(404);
  });
});
