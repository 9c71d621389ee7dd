import { describe, expect, it } from 'vitest';
import { claimSample, queueRun, updateRun } from '../testing/sample-run.ts';
import { openTestServer } from '../testing/test-server.ts';

async function withRun() {
  const server = await openTestServer();
  const repository = await server.createRepository();
  return { server, repository, ...(await queueRun(server, repository)) };
}

describe('the list of runs', () => {
  it('shows the newest first, a page at a time', async () => {
    const { server, repository } = await withRun();
    for (let n = 0; n < 4; n += 1) await queueRun(server, repository);
    const ids = async (query: string) => {
      const { json } = await server.call('GET', `/api/v1/runs?${query}`);
      const { runs, next } = json as { runs: { id: string }[]; next: string | null };
      return [runs.map(({ id }) => id), next];
    };
    expect(await ids('limit=2')).toEqual([['5', '4'], '4']);
    expect(await ids('limit=2&before=4')).toEqual([['3', '2'], '2']);
    expect(await ids('limit=2&before=2')).toEqual([['1'], null]);
  });

  it.each([
    ['repository=local/demo', 1],
    ['repository=local/none', 0],
    ['status=queued', 1],
    ['status=completed', 0],
    ['ref=refs/heads/main', 1],
    ['ref=refs/heads/x', 0],
    ['event=push', 1],
    ['event=schedule', 0],
    ['workflow=.github/workflows/ci.yml', 1],
    ['workflow=other.yml', 0],
    [`sha=${'a'.repeat(40)}`, 1],
    [`sha=${'b'.repeat(40)}`, 0],
  ])('filtered by %s has %i', async (query, count) => {
    const { server } = await withRun();
    expect((await server.call('GET', `/api/v1/runs?${query}`)).json).toMatchObject({
      runs: { length: count },
      next: null,
    });
  });
});

describe('one run', () => {
  it('is shown with its jobs, and why they wait', async () => {
    const { server, run, jobId } = await withRun();
    expect((await server.call('GET', `/api/v1/runs/${run.id}`)).json).toMatchObject({
      id: run.id,
      number: 1,
      repository: 'local/demo',
      workflow: { name: 'CI', path: '.github/workflows/ci.yml' },
      ref: 'refs/heads/main',
      refName: 'main',
      actor: 'ada',
      status: 'queued',
      failure: null,
      jobs: [
        {
          id: jobId,
          status: 'queued',
          waitingReason: 'waits for an agent of class `default`: it is the next, 0 of 4 agents are busy',
          attempts: [],
          steps: [],
        },
      ],
    });
  });

  it('of a fork names the commit that waits for approval, until it is approved', async () => {
    const { server, run } = await withRun();
    const { sha } = run.trigger;
    const shown = async () => (await server.call('GET', `/api/v1/runs/${run.id}`)).json;
    expect(await shown()).not.toHaveProperty('awaitsApprovalOf');
    await updateRun(server, run.id, (state) => ({ ...state, waitingFor: { kind: 'approval', sha } }));
    expect(await shown()).toMatchObject({ awaitsApprovalOf: sha });
    expect((await server.call('POST', `/api/v1/runs/${run.id}/approve`, { sha: 'b'.repeat(40) })).status).toBe(409);
    expect((await server.call('POST', `/api/v1/runs/${run.id}/approve`, { sha })).status).toBe(200);
  });

  it('that does not exist is not found', async () => {
    const { server } = await withRun();
    for (const path of ['', '/artifacts']) {
      expect((await server.call('GET', `/api/v1/runs/999${path}`)).status).toBe(404);
    }
    expect((await server.call('POST', '/api/v1/runs/999/cancel')).status).toBe(404);
    expect((await server.call('POST', '/api/v1/runs/999/rerun', {})).status).toBe(404);
  });

  it('is cancelled once, as long as it is not over', async () => {
    const { server, run } = await withRun();
    expect((await server.call('POST', `/api/v1/runs/${run.id}/cancel`)).status).toBe(200);
    const loaded = await server.deps.store.runs.load(run.id);
    expect(loaded?.events.map(({ event }) => event)).toEqual([{ type: 'cancel', by: 'admin' }]);
    await updateRun(server, run.id, (state) => ({ ...state, status: 'completed', conclusion: 'cancelled' }));
    expect(await server.call('POST', `/api/v1/runs/${run.id}/cancel`)).toMatchObject({
      status: 409,
      json: { error: { code: 'conflict', message: `Run ${run.id} is over already.` } },
    });
  });

  it('is run again once it is over', async () => {
    const { server, run } = await withRun();
    expect((await server.call('POST', `/api/v1/runs/${run.id}/rerun`, {})).status).toBe(409);
    await updateRun(server, run.id, (state) => ({ ...state, status: 'completed', conclusion: 'failure' }));
    expect((await server.call('POST', `/api/v1/runs/${run.id}/rerun`, { only: 'failed' })).status).toBe(200);
    const loaded = await server.deps.store.runs.load(run.id);
    expect(loaded?.events.map(({ event }) => event)).toEqual([{ type: 'rerun', only: 'failed', by: 'admin' }]);
  });
});

describe('one job', () => {
  it('shows its attempts, and in the end its result', async () => {
    const { server, jobId } = await withRun();
    const claimed = await claimSample(server);
    await claimed.log('one', 'two');
    await claimed.finish();
    expect((await server.call('GET', `/api/v1/jobs/${jobId}`)).json).toMatchObject({
      id: jobId,
      status: 'completed',
      conclusion: 'success',
      waitingReason: null,
      summary: '# Done',
      attempts: [{ attempt: 1, agent: 'one', outcome: 'success', logLines: 2 }],
    });
  });

  it('that does not exist is not found', async () => {
    const { server, run } = await withRun();
    for (const id of [`${run.id}-000000000000`, '99-000000000000']) {
      for (const path of ['', '/log', '/log/stream']) {
        expect((await server.call('GET', `/api/v1/jobs/${id}${path}`)).status, path).toBe(404);
      }
    }
  });

  it('is taken up again when it is a dead letter, and only then', async () => {
    const { server, run, jobId } = await withRun();
    expect((await server.call('POST', `/api/v1/jobs/${jobId}/retry`)).status).toBe(404);
    for (let attempt = 1; attempt <= 3; attempt += 1) await (await claimSample(server)).lose();
    expect((await server.call('GET', '/api/v1/queue')).json).toMatchObject({
      deadLetters: [{ jobId, runId: run.id, name: 'build' }],
    });
    expect((await server.call('POST', `/api/v1/jobs/${jobId}/retry`)).status).toBe(200);
    const events = (await server.deps.store.runs.load(run.id))?.events.map(({ event }) => event);
    expect(events?.at(-1)).toEqual({ type: 'retry_job', jobId, by: 'admin' });
    expect(await server.deps.store.jobs.deadLetters()).toEqual([]);
  });
});
