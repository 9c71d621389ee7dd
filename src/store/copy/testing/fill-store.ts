import type { CommitStatus } from '../../../contract/views.ts';
import { noon, sampleResult, sampleRun, sampleStep, sha, zeroSha } from '../../conformance/samples.ts';
import type { Held, Scene } from '../../conformance/scene.ts';
import type { RepositoryRecord } from '../../port/repositories.ts';

/** Puts something of every kind and in every state into a store. */
export async function fillStore(here: Scene): Promise<void> {
  await here.store.repositories.delete((await here.repository('local/gone')).id);
  await here.store.forges.create({ name: 'far', kind: 'gitea', url: 'http://far', credentials: 'x', createdAt: noon });
  const home = await here.repository('Local/Home');
  const away = { fullName: 'far/Away', defaultBranch: 'main', forge: 'far', createdAt: noon };
  const other = await here.store.repositories.create(away);
  await fillJobs(here, home, other);
  await fillRuns(here, home, other);
  await fillStatuses(here, home, other);
  await fillFiles(here, home);
  await fillSettings(here, home, other);
  await fillSmall(here);
}

/** Jobs that wait, wait for a moment, came back, run, are to be cancelled, and have ended in every way. */
async function fillJobs(here: Scene, home: RepositoryRecord, other: RepositoryRecord): Promise<void> {
  const { leases } = here.store;
  const ended = await here.jobs(home, ['completed', 'released']);
  const done = await here.hold({ agentName: 'an agent with spaces' });
  await leases.heartbeat({ ...done, started: true, steps: [sampleStep({ status: 'in_progress' })], at: noon });
  await leases.advanceLog({ ...done, from: 0, to: 7 });
  await leases.complete({ ...done, lineCount: 7, result: sampleResult(), at: noon + 5 });
  await leases.release({ ...(await here.hold()), reason: 'stopping', at: noon + 6 });
  await here.hold();
  await here.jobs(other, [{ key: 'dead', maxAttempts: 1 }]);
  await expire(here, await here.hold({ isolation: 'none' }), true);
  await here.jobs(other, [{ key: 'lost' }]);
  await expire(here, await here.hold(), true);
  const stopped = await here.jobs(other, [{ key: 'stopped', priority: 9 }, 'withdrawn']);
  const [running = '', withdrawn = ''] = stopped.jobIds;
  await here.hold();
  await here.step(stopped.runId, {
    cancel: [{ jobId: running, reason: 'not wanted' }],
    dequeue: [{ jobId: withdrawn, reason: 'not wanted' }],
  });
  await giveUpCancelled(here, other);
  await here.jobs(home, [
    { key: 'fenced', environment: 'production', notBefore: noon + 900_000 },
    { key: 'urgent', priority: 5 },
    { key: 'elsewhere', agentClass: 'gpu' },
    'plain',
  ]);
  await here.enqueue(home, ended.runId, ['completed']);
  await here.claim({ agentClass: 'gpu' }, noon + 5_000_000);
}

async function giveUpCancelled(here: Scene, repository: RepositoryRecord): Promise<void> {
  const { runId, jobIds } = await here.jobs(repository, [{ key: 'cancelled', priority: 9 }]);
  const held = await here.hold();
  await here.step(runId, { cancel: jobIds.map((jobId) => ({ jobId, reason: 'a "quoted" reason' })) });
  await expire(here, held, true);
}

async function expire({ store: { leases } }: Scene, held: Held, started: boolean): Promise<void> {
  await leases.heartbeat({ ...held, started, steps: [sampleStep({ status: 'in_progress' })], at: noon });
  const { jobId, attempt } = held;
  await leases.expire({ jobId, attempt, beat: 1, reason: 'no sign of life', notBefore: noon + 9, at: noon + 8 });
}

/** Runs that wait for the advancer, are done, hold groups; events with and without runs; a ledger that moved. */
async function fillRuns(here: Scene, home: RepositoryRecord, other: RepositoryRecord): Promise<void> {
  const { deliveries, runs } = here.store;
  const change = { repositoryId: home.id, ref: 'refs/heads/main', before: zeroSha, after: sha('b') };
  const receipts = ['webhook 1', 'digest 1'];
  const made = await deliveries.create({
    key: 'push 1',
    receipts,
    at: noon,
    change,
    runs: [{ state: sampleRun(home) }],
  });
  await deliveries.create({ key: 'nothing to run', at: noon, change: null, runs: [] });
  await runs.post(made.runIds[0] ?? '', { type: 'start' });
  const finished = await here.run(other);
  const loaded = await runs.load(finished);
  if (loaded === null) throw new Error('the run is gone');
  const state = { ...loaded.state, status: 'completed' as const };
  const group = { key: '1/deploy', version: 0, holder: { runId: finished, jobId: null }, pending: null, freeAt: noon };
  await here.step(finished, { state, groups: [{ expectedVersion: 0, next: group }] });
}

async function fillStatuses(here: Scene, home: RepositoryRecord, other: RepositoryRecord): Promise<void> {
  const status = (repository: RepositoryRecord, context: string): CommitStatus => ({
    repository: repository.fullName,
    sha: sha('a'),
    context,
    state: 'pending',
    description: 'waits',
    target: '/runs/1',
    updatedAt: noon,
  });
  const runId = await here.run(other);
  const far = ['one', 'two', 'one'].map((context) => ({ status: status(other, context), forge: 'far' }));
  await here.step(runId, { statuses: [...far, { status: status(home, 'one'), forge: 'builtin' }] });
  const [first] = await here.store.outbox.due(noon, 1);
  await here.store.outbox.retry(first?.id ?? '', noon + 60_000);
}

async function fillFiles({ store, run }: Scene, home: RepositoryRecord): Promise<void> {
  const file = { size: 12, sha256: 'c'.repeat(64), createdAt: noon };
  const artifact = { runId: await run(home), name: 'dist', ...file, expiresAt: noon + 1 };
  for (const id of ['replaced', 'a1']) await store.artifacts.create({ ...artifact, id }, true);
  const place = { repositoryId: home.id, ref: 'refs/heads/main', version: 'v1', usedAt: noon };
  await store.caches.create({ id: 'c1', key: 'npm-1', ...file, ...place });
  await store.caches.create({ id: 'c2', key: 'npm-12', ...file, ...place });
}

async function fillSettings({ store }: Scene, home: RepositoryRecord, other: RepositoryRecord): Promise<void> {
  const secret = { kind: 'secret' as const, name: 'TOKEN', value: 'sealed', updatedAt: noon };
  await store.settings.set({ ...secret, scope: 'local/home', repositoryId: home.id });
  await store.settings.set({ ...secret, kind: 'variable', scope: 'local', repositoryId: null, value: 'ä\n"' });
  await store.forges.setHook(other.id, '17');
  await store.mirrors.create({
    repositoryId: home.id,
    url: 'https://elsewhere/home.git',
    credentials: 'sealed',
    intervalSeconds: 300,
    allowPrivate: false,
    statuses: { api: 'https://api', repository: 'ada/home' },
    createdAt: noon,
    lastSyncAt: null,
    lastTryAt: noon,
    failure: 'it did not answer',
    nextSyncAt: noon + 300,
  });
}

async function fillSmall({ store }: Scene): Promise<void> {
  await store.tokens.create({ hash: 'h1', kind: 'admin', name: 'ada', createdAt: noon, expiresAt: null });
  const session = { hash: 'h2', kind: 'session', name: 'ada', createdAt: noon, expiresAt: noon + 5 } as const;
  await store.tokens.create({ ...session, grantedBy: 'h1' });
  await store.ticks.claim('cron 1 2', noon);
  const agent = { agentId: 'a', agentName: 'one', agentClass: 'default', isolation: 'none' as const };
  await store.agents.seen({ ...agent, state: 'idle', startedAt: noon, lastSeenAt: noon });
}
