import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { claimSample, queueRun } from '../testing/sample-run.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { cleanUp } from './janitor.ts';
import { createRetention, deleteOldRuns } from './retention.ts';

const day = 24 * 3_600_000;
/** Enough for everything that these tests make. */
const all = 100;

/** A server that keeps so much; its runs are over as of now. */
async function serverKeeping(retention: { days?: number; runs?: number }) {
  const server = await openTestServer({ config: { retention } });
  const repository = await server.createRepository();
  const finishedRun = async () => {
    const { run } = await queueRun(server, repository);
    const attempt = await claimSample(server);
    await attempt.log('one', 'two');
    await attempt.finish();
    return run.id;
  };
  return { server, repository, finishedRun };
}

/** The same server so many days later. */
function later({ deps }: TestServer, days: number): TestServer['deps'] {
  return { ...deps, clock: { ...deps.clock, now: () => Date.now() + days * day } };
}

async function runIds({ deps }: TestServer): Promise<string[]> {
  return (await deps.store.runs.list({ limit: 100 })).map(({ id }) => id);
}

function logFolder({ deps }: TestServer, runId: string): string {
  return join(deps.config.dataDir, 'blobs', 'logs', runId);
}

describe('retention', () => {
  it('deletes runs past their time with log and artifacts, and frees the disk', async () => {
    const { server, finishedRun } = await serverKeeping({ days: 30 });
    const runId = await finishedRun();
    const { store, blobs } = server.deps;
    const written = await blobs.artifacts.write('dist', Readable.from([Buffer.from('bytes')]), 100);
    const artifact = { id: 'dist', runId, name: 'dist', ...written, createdAt: 1, expiresAt: Date.now() + 90 * day };
    await store.artifacts.create(artifact, false);
    expect(await deleteOldRuns(later(server, 29), all)).toBe(0);
    expect(existsSync(logFolder(server, runId))).toBe(true);
    expect(await deleteOldRuns(later(server, 31), all)).toBe(1);
    expect(await runIds(server)).toEqual([]);
    expect(existsSync(logFolder(server, runId))).toBe(false);
    await expect(blobs.artifacts.read('dist')).rejects.toMatchObject({ code: 'not_found' });
    expect(await store.garbage.list(10, Date.now())).toEqual([]);
  });

  it('keeps the newest of each repository by number', async () => {
    const { server, finishedRun } = await serverKeeping({ runs: 2 });
    const ids = [await finishedRun(), await finishedRun(), await finishedRun()];
    expect(await deleteOldRuns(server.deps, all)).toBe(1);
    expect(await runIds(server)).toEqual(ids.slice(1).reverse());
  });

  it('never deletes a run that is not over, nor stops at it', async () => {
    const { server, repository, finishedRun } = await serverKeeping({ days: 1, runs: 1 });
    const over = await finishedRun();
    const { run } = await queueRun(server, repository);
    const again = await finishedRunBeside(server, run.id, finishedRun);
    expect(await deleteOldRuns(later(server, 2), all)).toBe(2);
    expect(await runIds(server)).toEqual([run.id]);
    expect([over, again]).not.toContain(run.id);
  });

  it('deletes a batch at a time, and leaves each hour to one server', async () => {
    const { server, finishedRun } = await serverKeeping({ days: 1 });
    for (let nth = 0; nth < 3; nth += 1) await finishedRun();
    expect(await deleteOldRuns(later(server, 2), 2)).toBe(2);
    const tick = `retention ${Math.floor(later(server, 2).clock.now() / (day / 24))}`;
    const [one, other] = [createRetention(later(server, 2)), createRetention(later(server, 2))];
    await Promise.all([one(), other()]);
    expect(await runIds(server)).toEqual([]);
    await finishedRun();
    await Promise.all([one(), other()]);
    expect(await runIds(server)).toHaveLength(1);
    await createRetention(later(server, 3))();
    expect(await runIds(server)).toEqual([]);
    expect(await server.deps.store.ticks.claim(tick, 1)).toBe(true);
  });

  it('makes up for a server that was killed before it deleted the bytes', async () => {
    const { server, finishedRun } = await serverKeeping({});
    const runId = await finishedRun();
    await server.deps.store.runs.delete(runId);
    expect(existsSync(logFolder(server, runId))).toBe(true);
    await cleanUp(server.deps);
    expect(existsSync(logFolder(server, runId))).toBe(false);
  });
});

/** Another run while the first one is under way, its job out of the way. */
async function finishedRunBeside(
  { deps: { store } }: TestServer,
  waiting: string,
  finishedRun: () => Promise<string>,
): Promise<string> {
  const waitingJob = (await store.jobs.ofRun(waiting))[0]?.jobId;
  const loaded = await store.runs.load(waiting);
  if (waitingJob === undefined || loaded === null) throw new Error('expected a waiting run');
  const commit = { runId: waiting, expectedVersion: loaded.version, state: loaded.state, consumed: [] };
  const lists = { enqueue: [], cancel: [], groups: [], post: [], statuses: [] };
  await store.runs.commit({ ...commit, ...lists, dequeue: [{ jobId: waitingJob, reason: 'not now' }] });
  return finishedRun();
}

describe('deleting a run', () => {
  it('takes its log along, and is refused while the run is under way', async () => {
    const { server, repository, finishedRun } = await serverKeeping({});
    const runId = await finishedRun();
    expect((await server.call('DELETE', `/api/v1/runs/${runId}`)).status).toBe(200);
    expect((await server.call('GET', `/api/v1/runs/${runId}`)).status).toBe(404);
    expect((await server.call('DELETE', `/api/v1/runs/${runId}`)).status).toBe(404);
    expect(existsSync(logFolder(server, runId))).toBe(false);
    const { run } = await queueRun(server, repository);
    expect(await server.call('DELETE', `/api/v1/runs/${run.id}`)).toMatchObject({
      status: 409,
      json: { error: { code: 'conflict' } },
    });
  });
});
