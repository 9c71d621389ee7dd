import { describe, expect, it } from 'vitest';
import type { Store } from '../port.ts';
import { noon, sampleAgent, sampleResult, sampleSpec } from './samples.ts';
import { newHash, scenes } from './scene.ts';
import type { OpenTestStore } from './test-store.ts';

function request(claimId: string, agentId = 'agent-1') {
  const hashes = { leaseTokenHash: newHash(), jobTokenHash: newHash() };
  return { agent: sampleAgent({ agentId }), claimId, ...hashes, at: noon };
}

async function complete(store: Store, name: { jobId: string; attempt: number; leaseTokenHash: string }): Promise<void> {
  await store.leases.complete({ ...name, lineCount: 0, result: sampleResult(), at: noon });
}

export function claimConformance(open: OpenTestStore): void {
  describe('a claim', () => {
    const scene = scenes(open);

    it('gives the job, its lease and both tokens, and tells the run', async () => {
      const { store, repository, jobs, events } = await scene();
      const demo = await repository();
      const { runId, jobIds } = await jobs(demo, [{ key: 'build', environment: 'production' }]);
      const jobId = jobIds[0] ?? '';
      const ask = request('claim-1');
      const spec = { ...sampleSpec(demo, runId, 'build'), environment: { name: 'production' } };
      expect(await store.queue.claim(ask)).toEqual({ spec, attempt: 1, queuedAt: noon, exclusive: true });
      const lease = {
        jobId,
        runId,
        attempt: 1,
        repositoryId: demo.id,
        agent: ask.agent,
        beat: 0,
        started: false,
        nextLine: 0,
        cancelReason: null,
        exclusive: true,
        claimedAt: noon,
      };
      expect(await store.leases.byLeaseToken(ask.leaseTokenHash)).toEqual(lease);
      expect(await store.leases.byJobToken(ask.jobTokenHash)).toEqual({ lease, spec });
      expect(await store.leases.byLeaseToken(ask.jobTokenHash)).toBeNull();
      expect(await store.leases.byJobToken(ask.leaseTokenHash)).toBeNull();
      expect(await store.leases.list()).toEqual([lease]);
      expect(await events(runId)).toEqual([{ type: 'job_started', jobId, attempt: 1, at: noon }]);
      expect(await store.runs.dirty(5)).toEqual([runId]);
    });

    it('repeated before the first heartbeat gives the same attempt with new tokens only', async () => {
      const { store, repository, jobs, events } = await scene();
      const { runId } = await jobs(await repository(), ['a', 'b']);
      const [first, again] = [request('claim-1'), request('claim-1')];
      const answer = await store.queue.claim(first);
      expect(await store.queue.claim(again)).toEqual(answer);
      expect(await store.leases.byLeaseToken(first.leaseTokenHash)).toBeNull();
      expect(await store.leases.byJobToken(first.jobTokenHash)).toBeNull();
      expect(await store.leases.byLeaseToken(again.leaseTokenHash)).toMatchObject({ attempt: 1 });
      expect(await events(runId)).toHaveLength(1);
      const name = { jobId: answer?.spec.jobId ?? '', attempt: 1 };
      const late = store.leases.heartbeat({
        ...name,
        leaseTokenHash: first.leaseTokenHash,
        started: false,
        steps: null,
        at: noon,
      });
      await expect(late).rejects.toMatchObject({ code: 'lease_lost' });
      await complete(store, { ...name, leaseTokenHash: again.leaseTokenHash });
    });

    it('repeated after the first heartbeat, or by another agent, is refused', async () => {
      const { store, repository, jobs } = await scene();
      await jobs(await repository(), ['a', 'b']);
      const ask = request('claim-1');
      const answer = await store.queue.claim(ask);
      await expect(store.queue.claim(request('claim-1', 'thief'))).rejects.toMatchObject({ code: 'lease_lost' });
      const name = { jobId: answer?.spec.jobId ?? '', attempt: 1, leaseTokenHash: ask.leaseTokenHash };
      await store.leases.heartbeat({ ...name, started: false, steps: null, at: noon });
      await expect(store.queue.claim(request('claim-1'))).rejects.toMatchObject({ code: 'lease_lost' });
      await complete(store, name);
      await expect(store.queue.claim(request('claim-1'))).rejects.toMatchObject({ code: 'lease_lost' });
    });

    it('may ask with the same id until it gets a job', async () => {
      const { store, repository, jobs } = await scene();
      const demo = await repository();
      expect(await store.queue.claim(request('claim-1'))).toBeNull();
      await jobs(demo, ['a']);
      expect(await store.queue.claim(request('claim-1'))).toMatchObject({ attempt: 1 });
    });

    it('never gives a job to two agents, however many ask at once', async () => {
      const { store, repository, jobs, claim } = await scene();
      const [demo, other] = [await repository(), await repository('local/other')];
      const keys = Array.from({ length: 40 }, (_, nth) => `job-${nth}`);
      await jobs(demo, keys);
      await jobs(other, keys);
      const answers = await Promise.all(
        Array.from({ length: 120 }, (_, nth) => claim({ agentId: `agent-${nth}`, agentName: `agent ${nth}` })),
      );
      const given = answers.filter((answer) => answer !== null).map(({ jobId }) => jobId);
      expect(given).toHaveLength(80);
      expect(new Set(given).size).toBe(80);
      expect(await store.queue.stats(noon)).toMatchObject([{ waiting: 0, running: 80 }]);
    });

    it('asked twice at once with the same id gives one job', async () => {
      const { store, repository, jobs } = await scene();
      await jobs(await repository(), ['a', 'b', 'c']);
      const answers = await Promise.all(Array.from({ length: 5 }, () => store.queue.claim(request('claim-1'))));
      expect(new Set(answers.map((answer) => answer?.spec.jobId)).size).toBe(1);
      expect(await store.leases.list()).toHaveLength(1);
    });
  });
}
