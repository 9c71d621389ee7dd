import { beforeEach, describe, expect, it } from 'vitest';
import { emptyCommit } from '../../store/conformance/samples.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import { queueRun } from '../testing/sample-run.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { fakeAgent, leaseCalls } from './testing/fake-agent.ts';

let server: TestServer;
let url: string;
let repository: RepositoryRecord;
const claimId = 'claim-0123456789abcdef';

beforeEach(async () => {
  server = await openTestServer();
  url = await server.listen();
  repository = await server.createRepository();
});

async function claimOne() {
  const { jobId } = await queueRun(server, repository);
  const claim = await fakeAgent(url).claim();
  if (claim === null) throw new Error('no job was claimed');
  return { claim, jobId, calls: leaseCalls(url, claim) };
}

async function waiting(): Promise<number> {
  const stats = await server.deps.store.queue.stats(Date.now());
  return stats[0]?.waiting ?? 0;
}

async function storedLog(jobId: string, to: number): Promise<string[]> {
  const lines: string[] = [];
  const range = { jobId, attempt: 1, from: 0, to };
  for await (const { line } of server.deps.blobs.logs.read(range)) lines.push(line.x);
  return lines;
}

describe('a claim', () => {
  it('answers with the job, its tokens and the address of the server', async () => {
    const { claim, jobId } = await claimOne();
    expect(claim.job).toMatchObject({ jobId, attempt: 1, serverUrl: url, secrets: {} });
    expect(claim.leaseToken).toMatch(/^raibid_lease_/);
    expect(claim.job.jobToken).toMatch(/^raibid_job_/);
    expect(claim).toMatchObject({ heartbeatMilliseconds: 10_000, expiryMilliseconds: 30_000, exclusive: false });
  });

  const handsOn = (expression: string) => ({
    passedSecrets: [{ values: { key: { $expr: expression } }, contexts: {}, file: 'ci.yml' }],
  });

  it('hands on what the call of the job names, under its own name', async () => {
    await queueRun(server, repository, undefined, handsOn('secrets.GITHUB_TOKEN'));
    const claim = await fakeAgent(url).claim();
    expect(claim?.job.secrets).toEqual({ key: claim?.job.jobToken });
  });

  it('ends a job whose call hands on what cannot be evaluated, with the reason as its log', async () => {
    const { jobId } = await queueRun(server, repository, undefined, handsOn("fromJSON('{').key"));
    expect(await fakeAgent(url).claim()).toBeNull();
    expect((await server.deps.store.jobs.get(jobId))?.result?.conclusion).toBe('failure');
    expect(await storedLog(jobId, 1)).toEqual([expect.stringContaining('could not be handed to an agent')]);
  });

  it('answers null when its time is over', async () => {
    expect(await fakeAgent(url).claim(claimId, 10)).toBeNull();
  });

  it('waits for a job that comes later', async () => {
    const claim = fakeAgent(url).claim(claimId, 20_000);
    const { jobId } = await queueRun(server, repository);
    expect((await claim)?.job.jobId).toBe(jobId);
  });

  it('gives each of many waiting agents its own job', async () => {
    const claims = Array.from({ length: 8 }, () => fakeAgent(url).claim(undefined, 20_000));
    const jobs = new Set<string>();
    for (const _ of claims) jobs.add((await queueRun(server, repository)).jobId);
    const claimed = await Promise.all(claims);
    expect(new Set(claimed.map((claim) => claim?.job.jobId))).toEqual(jobs);
  });

  it('takes no job for an agent that went away while it waited', async () => {
    const leaving = new AbortController();
    const gone = fakeAgent(url).claim(claimId, 20_000, leaving.signal);
    await expect.poll(async () => (await server.deps.store.agents.list()).length).toBe(1);
    leaving.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    await queueRun(server, repository);
    expect((await fakeAgent(url).claim(undefined, 5000))?.job.attempt).toBe(1);
  });

  it('ends when the server stops', async () => {
    const claim = fakeAgent(url).claim(claimId, 20_000);
    await expect.poll(async () => (await server.deps.store.agents.list()).length).toBe(1);
    server.stop.abort();
    expect(await claim).toBeNull();
  });

  it('repeated before the first heartbeat gives the same attempt, and the old token is void', async () => {
    await queueRun(server, repository);
    const agent = fakeAgent(url);
    const lost = await agent.claim(claimId);
    const again = await agent.claim(claimId);
    if (lost === null || again === null) throw new Error('no job was claimed');
    expect(again.job).toMatchObject({ jobId: lost.job.jobId, attempt: 1 });
    expect(again.leaseToken).not.toBe(lost.leaseToken);
    await expect(leaseCalls(url, lost).beat()).rejects.toMatchObject({ code: 'lease_lost' });
    await expect(leaseCalls(url, again).beat()).resolves.toEqual({ cancel: null });
    await expect(agent.claim(claimId)).rejects.toMatchObject({ code: 'lease_lost' });
  });
});

describe('the question after a cancel', () => {
  it('is answered when it comes, long before the next heartbeat', async () => {
    const { jobId, claim, calls } = await claimOne();
    const answer = calls.awaitCancel(60_000);
    const { runId } = claim.job;
    const loaded = await server.deps.store.runs.load(runId);
    if (loaded === null) throw new Error('expected the run');
    const cancel = [{ jobId, reason: 'not wanted' }];
    await server.deps.store.runs.commit({ ...emptyCommit(runId, loaded.version, loaded.state), cancel });
    expect(await answer).toEqual({ cancel: { reason: 'not wanted' } });
    expect(await calls.awaitCancel(60_000)).toEqual({ cancel: { reason: 'not wanted' } });
  });

  it('is answered with no when its time is over or the server stops, and refused once the lease has ended', async () => {
    const { calls } = await claimOne();
    expect(await calls.awaitCancel(10)).toEqual({ cancel: null });
    const ended = calls.awaitCancel(60_000).catch((error: unknown) => error);
    await calls.complete(0);
    expect(await ended).toMatchObject({ code: 'lease_lost' });
    const held = await claimOne();
    const answer = held.calls.awaitCancel(60_000);
    server.stop.abort();
    expect(await answer).toEqual({ cancel: null });
  });
});

describe('the log', () => {
  it('is acknowledged line by line, and a batch that comes again changes nothing', async () => {
    const { jobId, calls } = await claimOne();
    expect(await calls.log(0, 'one', 'two')).toEqual({ nextLine: 2 });
    expect(await calls.log(0, 'one', 'two')).toEqual({ nextLine: 2 });
    expect(await calls.log(2, 'three')).toEqual({ nextLine: 3 });
    expect(await storedLog(jobId, 3)).toEqual(['one', 'two', 'three']);
  });

  it.each([1, 5])('refuses a batch that starts at %i when the next line is 2, and names it', async (start) => {
    const { calls } = await claimOne();
    await calls.log(0, 'one', 'two');
    await expect(calls.log(start, 'x', 'y', 'z')).rejects.toMatchObject({ code: 'conflict', details: { nextLine: 2 } });
  });

  it('keeps one of two batches that come at the same time', async () => {
    const { jobId, calls } = await claimOne();
    const answers = await Promise.all([calls.log(0, 'one'), calls.log(0, 'one')]);
    expect(answers).toEqual([{ nextLine: 1 }, { nextLine: 1 }]);
    expect(await storedLog(jobId, 1)).toEqual(['one']);
  });

  it('takes nothing from an agent whose lease is over', async () => {
    const { calls } = await claimOne();
    await calls.complete(0);
    await expect(calls.log(0, 'late')).rejects.toMatchObject({ code: 'lease_lost' });
  });
});

describe('the result', () => {
  it('is refused until all lines are there', async () => {
    const { calls } = await claimOne();
    await calls.log(0, 'one');
    await expect(calls.complete(2)).rejects.toMatchObject({ code: 'conflict' });
    await calls.log(1, 'two');
    await expect(calls.complete(2)).resolves.toEqual({});
  });

  it('may be sent again when its answer was lost', async () => {
    const { calls, jobId } = await claimOne();
    await calls.complete(0, 'failure');
    await expect(calls.complete(0, 'failure')).resolves.toEqual({});
    expect((await server.deps.store.jobs.get(jobId))?.result?.conclusion).toBe('failure');
  });

  it('of an attempt that was given to another agent is refused', async () => {
    const { calls, jobId } = await claimOne();
    await calls.beat(true);
    const [lease] = await server.deps.store.leases.list();
    const expiry = { jobId, attempt: 1, beat: lease?.beat ?? 0, reason: 'silent', notBefore: 0, at: Date.now() };
    expect(await server.deps.store.leases.expire(expiry)).toBe(true);
    await fakeAgent(url).claim();
    await expect(calls.complete(0)).rejects.toMatchObject({ code: 'lease_lost' });
    await expect(calls.beat()).rejects.toMatchObject({ code: 'lease_lost' });
  });
});

describe('giving back', () => {
  it('before the first step puts the job into the queue again, and costs no attempt', async () => {
    const { calls } = await claimOne();
    await calls.release();
    expect(await waiting()).toBe(1);
    const again = await fakeAgent(url).claim();
    if (again === null) throw new Error('no job was claimed');
    await leaseCalls(url, again).beat(true);
    await expect(leaseCalls(url, again).release()).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('tokens', () => {
  it('of one attempt are worth nothing for another', async () => {
    const first = await claimOne();
    const second = await claimOne();
    const crossed = leaseCalls(url, { ...second.claim, leaseToken: first.claim.leaseToken });
    for (const call of [crossed.beat(), crossed.log(0, 'x'), crossed.complete(0), crossed.release()]) {
      await expect(call).rejects.toMatchObject({ code: 'lease_lost' });
    }
  });

  it.each(['raibid_lease_made-up', ''])('that nobody gave out (%j) are refused', async (leaseToken) => {
    const { claim } = await claimOne();
    const calls = leaseCalls(url, { ...claim, leaseToken });
    await expect(calls.beat()).rejects.toMatchObject({ code: expect.stringMatching(/lease_lost|unauthorized/) });
  });

  it('for jobs do not speak for the lease', async () => {
    const { claim } = await claimOne();
    const calls = leaseCalls(url, { ...claim, leaseToken: claim.job.jobToken });
    await expect(calls.complete(0)).rejects.toMatchObject({
      code: expect.stringMatching(/lease_lost|unauthorized|forbidden/),
    });
  });
});
