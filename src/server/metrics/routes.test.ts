import { describe, expect, it } from 'vitest';
import { RaibidError } from '../../shared/errors.ts';
import { hashToken } from '../../shared/ids.ts';
import { sampleResult, sampleStep } from '../../store/conformance/samples.ts';
import { claimSample, queueRun, updateRun } from '../testing/sample-run.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { createCollectors } from './collectors.ts';
import { measureStore } from './measure-store.ts';

/** The value of one line of the metrics; 0 when it is not there. */
async function metric(server: TestServer, line: string): Promise<number> {
  const { text } = await server.inject({ url: '/metrics' });
  const found = text.split('\n').find((candidate) => candidate.startsWith(`${line} `));
  return Number(found?.slice(line.length + 1) ?? 0);
}

/** A server whose store is measured, as a started one has it. */
function openMeasured(): Promise<TestServer> {
  const collectors = createCollectors();
  return openTestServer({ app: { collectors }, change: ({ store }) => ({ store: measureStore(store, collectors) }) });
}

describe('/metrics', () => {
  it('is for everybody, in the form Prometheus reads', async () => {
    const server = await openMeasured();
    const { status, headers, text } = await server.inject({ url: '/metrics' });
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/plain');
    expect(text).toContain('# TYPE raibid_http_request_duration_seconds histogram');
  });

  it('measures requests by route, never by address', async () => {
    const server = await openMeasured();
    await server.call('GET', '/api/v1/runs/77');
    const labels = 'method="GET",route="/api/v1/runs/:runId",status="404"';
    expect(await metric(server, `raibid_http_request_duration_seconds_count{${labels}}`)).toBe(1);
    expect((await server.inject({ url: '/metrics' })).text).not.toContain('/runs/77');
  });

  it('follows a job from the queue to the end of its run', async () => {
    const server = await openMeasured();
    const repository = await server.createRepository();
    const { run } = await queueRun(server, repository);
    const ofClass = '{agent_class="default"}';
    expect(await metric(server, `raibid_queue_waiting_jobs${ofClass}`)).toBe(1);
    const claimed = await claimSample(server);
    expect(await metric(server, `raibid_queue_waiting_jobs${ofClass}`)).toBe(0);
    expect(await metric(server, `raibid_running_jobs${ofClass}`)).toBe(1);
    expect(await metric(server, 'raibid_run_queue_seconds_count')).toBe(1);
    expect(await metric(server, 'raibid_claim_wait_seconds_count')).toBe(1);
    expect(await metric(server, `raibid_claims_total${ofClass}`)).toBe(1);
    await claimed.finish();
    await updateRun(server, run.id, (state) => state);
    expect(await metric(server, 'raibid_runs_completed_total{conclusion="success"}')).toBe(1);
    expect(await metric(server, `raibid_running_jobs${ofClass}`)).toBe(0);
  });

  it('measures a job that another server queued', async () => {
    const server = await openMeasured();
    const collectors = createCollectors();
    const other = measureStore(server.deps.store, collectors);
    await queueRun(server, await server.createRepository());
    const agent = { agentId: 'a', agentName: 'a', agentClass: 'default', isolation: 'none' } as const;
    const tokens = { leaseTokenHash: 'lease', jobTokenHash: 'job' };
    await other.queue.claim({ agent, claimId: 'claim', ...tokens, at: Date.now() + 5000 });
    const { values } = await collectors.claimWait.get();
    const sum = values.find(({ metricName }) => metricName === 'raibid_claim_wait_seconds_sum');
    expect(sum?.value).toBeGreaterThanOrEqual(5);
  });

  it('measures the phases of a job by its lease and its steps', async () => {
    const server = await openMeasured();
    await queueRun(server, await server.createRepository());
    const { jobId, attempt, leaseToken } = await claimSample(server);
    const leaseTokenHash = hashToken(leaseToken);
    const lease = await server.deps.store.leases.byLeaseToken(leaseTokenHash);
    const at = (lease?.claimedAt ?? 0) + 12_000;
    const result = sampleResult({ steps: [{ ...sampleStep(), startedAt: at - 10_000 }] });
    await server.deps.store.leases.complete({ jobId, attempt, leaseTokenHash, lineCount: 0, result, at });
    expect(await metric(server, 'raibid_job_first_step_seconds_sum')).toBe(2);
    expect(await metric(server, 'raibid_job_steps_seconds_sum')).toBe(10);
  });

  it('measures the operations of the store, and counts those that find it away', async () => {
    const server = await openMeasured();
    await queueRun(server, await server.createRepository());
    expect(await metric(server, 'raibid_store_operation_seconds_count{operation="runs.commit"}')).toBe(1);
    const collectors = createCollectors();
    const away = async () => Promise.reject(new RaibidError('store_unavailable', 'The store is away.'));
    const { store } = server.deps;
    const broken = measureStore({ ...store, leases: { ...store.leases, list: away } }, collectors);
    await expect(broken.leases.list()).rejects.toMatchObject({ code: 'store_unavailable' });
    expect((await collectors.storeErrors.get()).values).toMatchObject([{ value: 1 }]);
  });

  it('tells the age of the oldest status on its way, and the room on the disk', async () => {
    const server = await openMeasured();
    expect(await metric(server, 'raibid_outbox_oldest_seconds')).toBe(0);
    expect(await metric(server, 'raibid_outbox_entries')).toBe(0);
    expect(await metric(server, 'raibid_disk_available_bytes{folder="data"}')).toBeGreaterThan(0);
    expect(await metric(server, 'raibid_disk_size_bytes{folder="shared"}')).toBeGreaterThan(0);
  });

  it('counts lost leases and the agents there are', async () => {
    const server = await openMeasured();
    await queueRun(server, await server.createRepository());
    await (await claimSample(server)).lose();
    expect(await metric(server, 'raibid_leases_lost_total')).toBe(1);
    const agent = { agentId: 'a', agentName: 'a', agentClass: 'default', isolation: 'none', state: 'idle' } as const;
    await server.deps.store.agents.seen({ ...agent, startedAt: 1, lastSeenAt: Date.now() });
    expect(await metric(server, 'raibid_agents{agent_class="default",state="idle"}')).toBe(1);
    await server.deps.store.agents.remove('a');
    expect(await metric(server, 'raibid_agents{agent_class="default",state="idle"}')).toBe(0);
  });
});
