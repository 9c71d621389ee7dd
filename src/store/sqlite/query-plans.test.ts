import { describe, expect, it } from 'vitest';
import { emptyCommit, noon, sampleJob, sampleResult, sampleRun, sampleSpec, zeroSha } from '../conformance/samples.ts';
import type { Store } from '../port.ts';
import { recordedStore } from './testing/recorded-store.ts';

/**
 * Tables that a hot operation may read from end to end: they hold what waits or runs now, never history. `garbage` is read up to the limit; `event` is the
 * inbox, read from its oldest entry up to the limit.
 */
const small = /^SCAN (lanes|leases|event|garbage)\b|^SCAN (\d+ )?CONSTANT ROWS?$|^SCAN \(subquery|^SCAN \d+-ROW/;

async function useEverythingHot(store: Omit<Store, 'signals' | 'close'>): Promise<void> {
  const made = { fullName: 'local/demo', defaultBranch: 'main', forge: 'gitea', createdAt: noon };
  const demo = await store.repositories.create(made);
  const change = { repositoryId: demo.id, ref: 'refs/heads/main', before: zeroSha, after: 'a' };
  const delivery = { key: 'k', at: noon, change, runs: [{ state: sampleRun(demo) }] };
  for (let again = 0; again < 2; again += 1) await store.deliveries.create(delivery);
  await store.deliveries.ledger(demo.id);
  const runId = (await store.runs.dirty(10))[0] ?? '';
  await store.runs.post(runId, { type: 'cancel', by: 'ada' });
  const loaded = await store.runs.load(runId);
  if (loaded === null) throw new Error('expected the run');
  const specs = ['a', 'b', 'c'].map((key) => sampleSpec(demo, runId, key));
  const names = { repository: 'local/demo', sha: 'a', context: 'c', target: '/', description: '' };
  await store.runs.commit({
    ...emptyCommit(runId, loaded.version, { ...loaded.state, jobs: [sampleJob(runId, 'a')] }),
    consumed: loaded.events.map(({ seq }) => seq),
    enqueue: specs.map((spec) => ({
      spec,
      agentClass: 'default',
      priority: 0,
      maxAttempts: 1,
      notBefore: 0,
      at: noon,
    })),
    groups: [
      { expectedVersion: 0, next: { key: 'g', version: 0, holder: { runId, jobId: null }, pending: null, freeAt: 0 } },
    ],
    dequeue: [{ jobId: specs[2]?.jobId ?? '', reason: 'x' }],
    cancel: [{ jobId: 'none', reason: 'x' }],
    statuses: [{ status: { ...names, state: 'pending', updatedAt: noon }, forge: 'gitea' }],
  });
  await store.queue.position(specs[1]?.jobId ?? '');
  await store.queue.stats(noon);
  await useLeases(store);
  await store.jobs.ofRun(runId);
  await store.jobs.get(specs[0]?.jobId ?? '');
  await store.statuses.list('local/demo', 'a');
  const [entry] = await store.outbox.due(noon, 10);
  await store.outbox.retry(entry?.id ?? '', noon);
  await store.outbox.done(entry?.id ?? '');
  await useFiles(store, runId, demo.id);
  await useRetention(store, demo.id);
}

async function useLeases(store: Omit<Store, 'signals' | 'close'>): Promise<void> {
  for (const end of ['complete', 'expire'] as const) {
    const proof = { leaseTokenHash: `lease ${end}`, jobTokenHash: `job ${end}` };
    const agent = { agentId: 'a', agentName: 'a', agentClass: 'default', isolation: 'none' as const };
    const request = { agent, claimId: end, ...proof, at: noon };
    await store.queue.claim(request);
    const claimed = await store.queue.claim(request);
    const name = {
      jobId: claimed?.spec.jobId ?? '',
      attempt: claimed?.attempt ?? 0,
      leaseTokenHash: proof.leaseTokenHash,
    };
    await store.leases.byLeaseToken(proof.leaseTokenHash);
    await store.leases.byJobToken(proof.jobTokenHash);
    await store.leases.heartbeat({ ...name, started: true, steps: [], at: noon });
    await store.leases.advanceLog({ ...name, from: 0, to: 0 });
    if (end === 'expire') await store.leases.expire({ ...name, beat: 1, reason: 'x', notBefore: 0, at: noon });
    const done = { ...name, lineCount: 0, result: sampleResult(), at: noon };
    if (end === 'complete') for (let again = 0; again < 2; again += 1) await store.leases.complete(done);
  }
}

async function useFiles(store: Omit<Store, 'signals' | 'close'>, runId: string, repositoryId: string): Promise<void> {
  const file = { size: 1, sha256: 'x', createdAt: noon };
  await store.artifacts.create({ id: 'a', runId, name: 'n', expiresAt: noon, ...file }, true);
  await store.artifacts.ofRun(runId);
  await store.artifacts.takeExpired(noon, 10);
  const scope = { repositoryId, key: 'k', version: 'v' };
  await store.caches.create({ id: 'c', ref: 'r', usedAt: noon, ...scope, ...file });
  await store.caches.find({ ...scope, refs: ['r'], key: 'none', restoreKeys: ['k'], at: noon });
  await store.caches.evict(repositoryId, { maxBytes: 0, usedBefore: noon });
  await store.tokens.create({ hash: 'h', kind: 'session', name: 'n', createdAt: noon, expiresAt: noon });
  await store.tokens.find('h', noon);
  await store.ticks.claim('cron:1', noon);
  await store.ticks.last('cron:');
  await store.ticks.forget('cron:', noon);
}

/** A run that is over, beside one that is not. */
async function useRetention(store: Omit<Store, 'signals' | 'close'>, repositoryId: string): Promise<void> {
  const demo = await store.repositories.get(repositoryId);
  if (demo === null) throw new Error('expected a repository');
  const state = sampleRun(demo, { status: 'completed' });
  const { runIds } = await store.deliveries.create({ key: 'over', at: noon, change: null, runs: [{ state }] });
  const loaded = await store.runs.load(runIds[0] ?? '');
  if (loaded === null) throw new Error('expected the run');
  const consumed = loaded.events.map(({ seq }) => seq);
  await store.runs.commit({ ...emptyCommit(loaded.state.id, loaded.version, loaded.state), consumed });
  for (const beyond of [0, 1]) await store.runs.oldest({ repositoryId, beyond, limit: 10 });
  await store.runs.delete(loaded.state.id);
  await store.deliveries.forget(noon, 10);
  await store.garbage.reserve({ kind: 'cache', id: 'upload' }, noon);
  await store.garbage.done(await store.garbage.list(10, noon));
}

describe('query plans', () => {
  it('of hot operations never read a table that grows from end to end', async () => {
    const { store, statements, plan } = recordedStore();
    await useEverythingHot(store);
    const scans = [...statements].flatMap((sql) =>
      plan(sql).filter((step) => step.startsWith('SCAN') && !small.test(step)),
    );
    expect(statements.size).toBeGreaterThan(60);
    expect(scans).toEqual([]);
  });

  it('of triggers find their rows by index', () => {
    const { triggerStatements, plan } = recordedStore();
    const steps = triggerStatements().flatMap(plan);
    expect(steps.length).toBeGreaterThan(5);
    expect(steps.filter((step) => step.startsWith('SCAN') || step.includes('TEMP B-TREE'))).toEqual([]);
  });

  it('of a claim seek the best job without sorting', async () => {
    const { store, statements, plan } = recordedStore();
    await useEverythingHot(store);
    const best = [...statements].filter(
      (sql) => sql.includes('FROM lanes') && sql.includes('ORDER BY priority DESC, running'),
    );
    expect(best).toHaveLength(1);
    expect(best.flatMap(plan)).toEqual([expect.stringMatching(/^SEARCH lanes USING (COVERING )?INDEX lanes_order/)]);
  });

  it('of the list of runs use an index for every filter, and its order', async () => {
    const { store, statements, plan } = recordedStore();
    statements.clear();
    const filters = { ref: 'r', event: 'push', workflow: 'w', sha: 's', status: 'queued' as const, before: '9' };
    for (const [name, value] of Object.entries(filters)) {
      await store.runs.list({ [name]: value, limit: 20 });
      await store.runs.list({ [name]: value, repositoryId: '1', limit: 20 });
    }
    const steps = [...statements].flatMap(plan);
    expect(steps).toHaveLength(12);
    expect(steps.filter((step) => step.startsWith('SCAN') || step.includes('TEMP B-TREE'))).toEqual([]);
  });
});
