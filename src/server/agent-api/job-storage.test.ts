import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Client, createClient } from '../../client/client.ts';
import { jobRoutes } from '../../contract/api/job.ts';
import type { JobSpec } from '../../contract/job-message.ts';
import { hashToken, newToken, randomId } from '../../shared/ids.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import { cleanUp } from '../scheduler/janitor.ts';
import { queueRun } from '../testing/sample-run.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { visibleRefs } from './caches.ts';
import { fakeAgent, leaseCalls } from './testing/fake-agent.ts';

let server: TestServer;
let url: string;
let repository: RepositoryRecord;

beforeEach(async () => {
  server = await openTestServer({
    config: { limits: { artifactBytes: 1000, cacheBytes: 1000, repositoryCacheBytes: 2000 } },
  });
  url = await server.listen();
  repository = await server.createRepository();
});

/** What a claimed job can do with its token. `change` alters the job's spec as the server sees it. */
async function startJob(of: RepositoryRecord = repository, change: (spec: JobSpec) => Partial<JobSpec> = () => ({})) {
  const { run } = await queueRun(server, of);
  const claim = await fakeAgent(url).claim();
  if (claim === null) throw new Error('no job was claimed');
  const { byJobToken } = server.deps.store.leases;
  const jobTokenHash = hashToken(claim.job.jobToken);
  server.deps.store.leases.byJobToken = async (hash) => {
    const found = await byJobToken(hash);
    return found === null || hash !== jobTokenHash
      ? found
      : { ...found, spec: { ...found.spec, ...change(found.spec) } };
  };
  const client = createClient({ url, token: claim.job.jobToken });
  return { client, run, claim, calls: leaseCalls(url, claim) };
}

function upload(client: Client, name: string, content: string | Buffer, query: Record<string, string> = {}) {
  return client.upload(jobRoutes.uploadArtifact, { params: { name }, query, content: Readable.from([content]) });
}

function save(client: Client, key: string, content = key) {
  return client.upload(jobRoutes.saveCache, { query: { key, version: 'v' }, content: Readable.from([content]) });
}

async function find(client: Client, key: string, ...restoreKeys: string[]) {
  const query = { key, version: 'v', restoreKeys: JSON.stringify(restoreKeys) };
  return (await client.call(jobRoutes.findCache, { query })).cache;
}

const onRef = (ref: string) => (spec: JobSpec) => ({ github: { ...spec.github, ref } });

describe('artifacts', () => {
  it('go in, are listed and come out again', async () => {
    const { client, run } = await startJob();
    const made = await upload(client, 'dist', 'some bytes');
    expect(made).toMatchObject({ name: 'dist', runId: run.id, size: 10 });
    expect((await client.call(jobRoutes.listArtifacts)).artifacts).toEqual([made]);
    const content = await client.download(jobRoutes.downloadArtifact, { params: { name: 'dist' } });
    expect((await buffer(content)).toString()).toBe('some bytes');
  });

  it('have a name once, unless the job overwrites it', async () => {
    const { client } = await startJob();
    await upload(client, 'dist', 'one');
    const large = Buffer.alloc(8 * 1024 * 1024);
    for (const content of ['two', large]) {
      await expect(upload(client, 'dist', content)).rejects.toMatchObject({ code: 'already_exists' });
    }
    const second = await upload(client, 'dist', 'two', { overwrite: 'true' });
    expect((await client.call(jobRoutes.listArtifacts)).artifacts).toEqual([second]);
  });

  it('of an attempt that was lost are replaced by the next attempt', async () => {
    const { client, calls, claim } = await startJob();
    await upload(client, 'dist', 'one');
    await calls.beat(true);
    const [lease] = await server.deps.store.leases.list();
    const now = Date.now();
    const beat = lease?.beat ?? 0;
    await server.deps.store.leases.expire({
      jobId: claim.job.jobId,
      attempt: 1,
      beat,
      reason: 'x',
      notBefore: 0,
      at: now,
    });
    await expect.poll(() => Date.now()).toBeGreaterThan(now);
    const next = await fakeAgent(url).claim();
    const again = createClient({ url, token: next?.job.jobToken });
    expect(await upload(again, 'dist', 'second')).toMatchObject({ size: 6 });
  });

  it('over the limit are refused and leave nothing behind', async () => {
    const { client } = await startJob();
    await expect(upload(client, 'big', Buffer.alloc(8 * 1024 * 1024))).rejects.toMatchObject({ code: 'too_large' });
    expect((await client.call(jobRoutes.listArtifacts)).artifacts).toEqual([]);
  });

  it('whose bytes do not have the named digest are refused', async () => {
    const { client } = await startJob();
    const sha256 = '0'.repeat(64);
    await expect(upload(client, 'dist', 'bytes', { sha256 })).rejects.toMatchObject({ code: 'input_invalid' });
    expect((await client.call(jobRoutes.listArtifacts)).artifacts).toEqual([]);
  });

  it('are deleted when their time is over', async () => {
    const { client, run } = await startJob();
    await upload(client, 'short', 'x', { retentionDays: '1' });
    await upload(client, 'long', 'x', { retentionDays: '30' });
    const now = Date.now() + 2 * 86_400_000;
    await cleanUp({ ...server.deps, clock: { ...server.deps.clock, now: () => now } });
    expect((await server.deps.store.artifacts.ofRun(run.id)).map(({ name }) => name)).toEqual(['long']);
  });

  it('of other runs cannot be reached, and after its end the job reaches nothing', async () => {
    const first = await startJob();
    await upload(first.client, 'dist', 'x');
    const second = await startJob();
    expect((await second.client.call(jobRoutes.listArtifacts)).artifacts).toEqual([]);
    await first.calls.complete(0);
    await expect(first.client.call(jobRoutes.listArtifacts)).rejects.toMatchObject({ code: 'unauthorized' });
  });
});

describe('caches', () => {
  it('are found by key, then by the prefixes in order', async () => {
    const { client } = await startJob();
    expect(await save(client, 'npm-linux-1')).toEqual({ saved: true });
    expect(await find(client, 'npm-linux-1')).toMatchObject({ key: 'npm-linux-1' });
    expect(await find(client, 'npm-linux-2', 'npm-mac-', 'npm-linux-')).toMatchObject({ key: 'npm-linux-1' });
    expect(await find(client, 'npm-linux-2')).toBeNull();
  });

  it('come out as they went in', async () => {
    const { client } = await startJob();
    await save(client, 'key', 'the content');
    const cacheId = (await find(client, 'key'))?.id ?? '';
    const content = await client.download(jobRoutes.downloadCache, { params: { cacheId } });
    expect((await buffer(content)).toString()).toBe('the content');
  });

  it('do not change: a key that exists is kept', async () => {
    const { client } = await startJob();
    await save(client, 'key', 'first');
    expect(await save(client, 'key', 'second!')).toEqual({ saved: false });
    expect(await find(client, 'key')).toMatchObject({ size: 5 });
  });

  it('of a branch are seen by that branch only, those of the default branch by all', async () => {
    const main = await startJob(repository, onRef('refs/heads/main'));
    const feature = await startJob(repository, onRef('refs/heads/feature'));
    const other = await startJob(repository, onRef('refs/heads/other'));
    await save(main.client, 'from-main');
    await save(feature.client, 'from-feature');
    expect(await find(feature.client, 'from-main')).not.toBeNull();
    expect(await find(feature.client, 'from-feature')).not.toBeNull();
    expect(await find(main.client, 'from-feature')).toBeNull();
    expect(await find(other.client, 'from-feature')).toBeNull();
    const cacheId = (await find(feature.client, 'from-feature'))?.id ?? '';
    await expect(other.client.download(jobRoutes.downloadCache, { params: { cacheId } })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('of another repository cannot be reached', async () => {
    const mine = await startJob(repository, onRef('refs/heads/main'));
    const theirs = await startJob(await server.createRepository('local/other'), onRef('refs/heads/main'));
    await save(mine.client, 'key');
    expect(await find(theirs.client, 'key')).toBeNull();
    const cacheId = (await find(mine.client, 'key'))?.id ?? randomId();
    await expect(theirs.client.download(jobRoutes.downloadCache, { params: { cacheId } })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('can be read, not written, by runs of forks', async () => {
    const fork = await startJob(repository, () => ({ trust: 'fork' }));
    await expect(save(fork.client, 'poison')).rejects.toMatchObject({ code: 'forbidden' });
    expect(await find(fork.client, 'poison')).toBeNull();
  });

  it('make room for new ones when the repository has too many', async () => {
    const { client } = await startJob();
    for (const key of ['a', 'b', 'c']) await save(client, key, key.repeat(900));
    expect(await find(client, 'a')).toBeNull();
    expect(await find(client, 'c')).not.toBeNull();
  });

  it('are seen by a pull request from its own ref, its base and the default branch, in this order', () => {
    const spec = { github: { ref: 'refs/pull/7/merge', base_ref: 'release' }, repository: { defaultBranch: 'main' } };
    expect(visibleRefs(spec as unknown as JobSpec)).toEqual([
      'refs/pull/7/merge',
      'refs/heads/release',
      'refs/heads/main',
    ]);
  });

  it('refuse restore keys that are no list of keys', async () => {
    const { client } = await startJob();
    const query = { key: 'k', version: 'v', restoreKeys: '{"a":1}' };
    await expect(client.call(jobRoutes.findCache, { query })).rejects.toMatchObject({ code: 'input_invalid' });
  });
});

describe('a job token', () => {
  it('that nobody gave out is refused', async () => {
    const client = createClient({ url, token: newToken('job') });
    await expect(client.call(jobRoutes.listArtifacts)).rejects.toMatchObject({ code: 'unauthorized' });
  });
});
