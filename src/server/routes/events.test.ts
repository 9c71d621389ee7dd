import { describe, expect, it } from 'vitest';
import { readEvents } from '../testing/read-events.ts';
import { claimSample, queueRun } from '../testing/sample-run.ts';
import { openTestServer } from '../testing/test-server.ts';

async function listening() {
  const server = await openTestServer();
  const repository = await server.createRepository();
  const url = `${await server.listen()}/api/v1/events`;
  return { server, repository, url };
}

describe('the stream of changes', () => {
  it('begins with what is and goes on with what changes', async () => {
    const { server, repository, url } = await listening();
    await queueRun(server, repository);
    const reader = await readEvents(url);
    expect(await reader.take(1)).toMatchObject([{ event: 'run', data: { id: '1', status: 'queued' } }]);
    await queueRun(server, repository);
    expect(await reader.take(1)).toMatchObject([{ event: 'run', data: { id: '2' } }]);
    await (await claimSample(server)).finish();
    expect(await reader.take(1)).toMatchObject([{ event: 'run', data: { id: '1', status: 'completed' } }]);
  });

  it('of one run tells of its jobs too', async () => {
    const { server, repository, url } = await listening();
    const { run, jobId } = await queueRun(server, repository);
    const reader = await readEvents(`${url}?runId=${run.id}`);
    expect(await reader.take(2)).toMatchObject([
      { event: 'run', data: { id: run.id } },
      { event: 'job', data: { runId: run.id, jobId, status: 'queued', conclusion: null } },
    ]);
    await queueRun(server, repository);
    await (await claimSample(server)).finish();
    expect(await reader.take(2)).toMatchObject([
      { event: 'run', data: { id: run.id, conclusion: 'success' } },
      { event: 'job', data: { jobId, status: 'completed', conclusion: 'success' } },
    ]);
  });

  it('does not lose sight of an old run among many new ones', async () => {
    const { server, repository, url } = await listening();
    await queueRun(server, repository);
    const reader = await readEvents(url);
    await reader.take(1);
    for (let n = 0; n < 60; n += 1) await queueRun(server, repository);
    await reader.take(60);
    await (await claimSample(server)).finish();
    expect(await reader.take(1)).toMatchObject([{ data: { id: '1', status: 'completed' } }]);
  });

  it('of a run that does not exist is not found', async () => {
    const { server } = await listening();
    expect((await server.call('GET', '/api/v1/events?runId=77')).status).toBe(404);
  });
});
