import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CommitStatus } from '../../contract/views.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import { queueRun } from '../testing/sample-run.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { sendDue } from './status-sender.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A stand-in for Gitea's status endpoint: keeps what it is told, and answers as the test wants. */
async function standIn(): Promise<{ url: string; got: string[]; answer: Answer; close(): void }> {
  const self = { url: '', got: [] as string[], answer: ok, close: () => {} };
  const server = createServer(async (request, response) => {
    const { context, state } = JSON.parse(await text(request));
    self.got.push(`${context}: ${state}`);
    self.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  self.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  self.close = () => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(self.close);
  return self;
}

const ok: Answer = (_, response) => void response.writeHead(201).end('{}');
const refuse =
  (status: number): Answer =>
  (_, response) =>
    void response.writeHead(status).end('{"message":"no"}');

/** A server with a repository on the stand-in, and a clock that the test moves. */
async function scene() {
  const gitea = await standIn();
  let now = 1_000_000;
  const server = await openTestServer();
  const { store, forges, log } = server.deps;
  await store.forges.create(forges.connections.seal({ name: 'gitea', kind: 'gitea', url: gitea.url, token: 't' }, now));
  const record = { fullName: 'ada/engine', defaultBranch: 'main', forge: 'gitea', createdAt: now };
  const repository = await store.repositories.create(record);
  const send = () => sendDue({ store, remote: forges.remote, clock: { now: () => now, monotonic: () => now }, log });
  const status = writer(server, repository);
  const later = (milliseconds: number): void => {
    now += milliseconds;
  };
  return { gitea, server, send, status, later };
}

/** Writes a status as the advancer does. */
function writer(server: TestServer, repository: RepositoryRecord) {
  return async (context: string, state: CommitStatus['state']): Promise<void> => {
    const { run } = await queueRun(server, repository);
    const loaded = await server.deps.store.runs.load(run.id);
    if (loaded === null) throw new Error('expected the run');
    const status = { repository: 'ada/engine', sha: 'a'.repeat(40), context, state, description: '', target: '/' };
    await server.deps.store.runs.commit({
      runId: run.id,
      expectedVersion: loaded.version,
      state: loaded.state,
      consumed: [],
      enqueue: [],
      dequeue: [],
      cancel: [],
      groups: [],
      post: [],
      statuses: [{ status: { ...status, updatedAt: 1 }, forge: 'gitea' }],
    });
  };
}

describe('statuses on their way to a forge', () => {
  it('arrive once, in their order', async () => {
    const { gitea, send, status } = await scene();
    await status('a', 'pending');
    await send();
    await status('a', 'success');
    await send();
    await send();
    expect(gitea.got).toEqual(['a: pending', 'a: success']);
  });

  it('are sent with their newest state only after the forge was away, each try after twice the time', async () => {
    const { gitea, send, status, later } = await scene();
    gitea.answer = refuse(503);
    await status('a', 'pending');
    await send();
    await status('a', 'success');
    await send();
    later(999);
    await send();
    expect(gitea.got).toEqual(['a: pending', 'a: success']);
    later(1);
    await send();
    later(1999);
    await send();
    expect(gitea.got).toHaveLength(3);
    gitea.answer = ok;
    later(1);
    await send();
    later(1_000_000);
    await send();
    expect(gitea.got.slice(2)).toEqual(['a: success', 'a: success']);
  });

  it('are tried at least each minute, however long it takes', async () => {
    const { gitea, send, status, later } = await scene();
    gitea.answer = refuse(500);
    await status('a', 'success');
    for (let tries = 0; tries < 60; tries += 1) {
      await send();
      later(60_000);
    }
    expect(gitea.got).toHaveLength(60);
    gitea.answer = ok;
    await send();
    later(60_000);
    await send();
    expect(gitea.got).toHaveLength(61);
  });

  it('that are refused for good are dropped with a line in the log', async () => {
    const { gitea, server, send, status, later } = await scene();
    gitea.answer = refuse(422);
    await status('a', 'success');
    await send();
    later(1_000_000);
    await send();
    expect(gitea.got).toHaveLength(1);
    expect(server.logged.join('')).toContain('a forge refused a status; it is dropped');
  });

  it('wait for a better token when this one is refused', async () => {
    const { gitea, send, status, later } = await scene();
    gitea.answer = refuse(403);
    await status('a', 'success');
    await send();
    gitea.answer = ok;
    later(2000);
    await send();
    expect(gitea.got).toHaveLength(2);
  });

  it('for a forge that does not answer at all are not each tried for themselves', async () => {
    const { gitea, server, send, status } = await scene();
    for (const context of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']) await status(context, 'success');
    gitea.close();
    await send();
    const tried = server.logged.filter((line) => line.includes('a status could not be sent'));
    expect(tried.length).toBeLessThanOrEqual(4);
    expect(await server.deps.store.outbox.due(Number.MAX_SAFE_INTEGER, 100)).toHaveLength(9);
  });
});
