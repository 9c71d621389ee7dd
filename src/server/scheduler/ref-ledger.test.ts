import { beforeEach, describe, expect, it } from 'vitest';
import type { RefChange } from '../../store/port/deliveries.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import { repositoryFolder } from '../githost/repository-folder.ts';
import { commitFiles, git, initTree } from '../testing/git.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { missedChanges } from './ref-ledger.ts';

const zeros = '0'.repeat(40);
const main = 'refs/heads/main';
const workflow = JSON.stringify({ on: 'push', jobs: { a: { 'runs-on': 'ubuntu-latest', steps: [{ run: 'true' }] } } });
const workflowFile = { '.github/workflows/ci.yml': workflow };

let server: TestServer;
let repository: RepositoryRecord;
let tree: string;

beforeEach(async () => {
  server = await openTestServer();
  repository = await server.createRepository();
  tree = await initTree(await tempFolder());
  await git(tree, 'remote', 'add', 'origin', repositoryFolder(server.deps.config.dataDir, repository.id));
});

/** Moves refs of the bare repository as git does, without the server knowing. */
const pushQuietly = (...refs: string[]) => git(tree, 'push', '--quiet', '--force', 'origin', ...refs);
const reconcile = () => server.deps.scheduler.reconcile(repository.id);
const ledger = () => server.deps.store.deliveries.ledger(repository.id);
const runs = () => server.deps.store.runs.list({ repositoryId: repository.id, limit: 100 });
const change = (before: string, after: string, ref = main): RefChange => ({
  repositoryId: repository.id,
  ref,
  before,
  after,
});

describe('the comparison with the ledger', () => {
  it('finds new, moved and deleted refs, and nothing else', () => {
    const refs = { 'refs/heads/new': 'a', 'refs/heads/moved': 'b', 'refs/heads/same': 'c', 'refs/pull/1/head': 'd' };
    const known = { 'refs/heads/moved': 'x', 'refs/heads/same': 'c', 'refs/tags/gone': 'y' };
    expect(missedChanges('1', refs, known)).toEqual([
      { repositoryId: '1', ref: 'refs/heads/moved', before: 'x', after: 'b' },
      { repositoryId: '1', ref: 'refs/heads/new', before: zeros, after: 'a' },
      { repositoryId: '1', ref: 'refs/tags/gone', before: 'y', after: zeros },
    ]);
  });

  it('makes the run of a push that nobody reported, once', async () => {
    const sha = await commitFiles(tree, workflowFile);
    await pushQuietly('main');
    expect((await reconcile()).runIds).toHaveLength(1);
    expect((await reconcile()).runIds).toEqual([]);
    expect(await runs()).toMatchObject([{ trigger: { sha, event: 'push', actor: 'Ada' } }]);
    expect(await ledger()).toEqual({ [main]: sha });
  });

  it('and the report of the same push make one run, whichever comes first', async () => {
    const sha = await commitFiles(tree, workflowFile);
    await pushQuietly('main');
    const report = () => server.deps.scheduler.refsChanged([change(zeros, sha)], 'ada');
    await Promise.all([report(), reconcile(), report(), reconcile()]);
    expect(await runs()).toHaveLength(1);
  });

  it('names the run to the pusher also when it was faster than the push', async () => {
    const sha = await commitFiles(tree, workflowFile);
    await pushQuietly('main');
    const { runIds } = await reconcile();
    expect(runIds).toHaveLength(1);
    expect(await server.deps.scheduler.refsChanged([change(zeros, sha)], 'ada')).toEqual({ runIds });
  });

  it('makes a run each time a branch is forced back and forth', async () => {
    const first = await commitFiles(tree, workflowFile);
    await pushQuietly('main');
    await reconcile();
    const second = await commitFiles(tree, { note: '2' });
    for (const sha of [second, first, second, first, second]) {
      await pushQuietly(`${sha}:${main}`);
      expect((await reconcile()).runIds).toHaveLength(1);
    }
    expect(await runs()).toHaveLength(6);
  });

  it('follows a deleted branch without a run', async () => {
    await commitFiles(tree, workflowFile);
    await pushQuietly('main', 'main:refs/heads/old');
    await reconcile();
    await pushQuietly(':refs/heads/old');
    expect((await reconcile()).runIds).toEqual([]);
    expect(Object.keys(await ledger())).toEqual([main]);
  });

  it('starts at most three tags at once, as GitHub does', async () => {
    await commitFiles(tree, workflowFile);
    await pushQuietly('main');
    await reconcile();
    for (const tag of ['v1', 'v2', 'v3', 'v4']) await git(tree, 'tag', tag);
    await pushQuietly('--tags');
    expect((await reconcile()).runIds).toEqual([]);
    expect(Object.keys(await ledger())).toHaveLength(5);
    await git(tree, 'tag', '--annotate', '--message', 'five', 'v5');
    await pushQuietly('--tags');
    expect((await reconcile()).runIds).toHaveLength(1);
    expect((await runs())[0]?.trigger).toMatchObject({
      ref: 'refs/tags/v5',
      sha: await git(tree, 'rev-parse', 'HEAD'),
    });
  });
});

describe('a reported push', () => {
  it('carries who pushed, and a payload in GitHub’s shape', async () => {
    const sha = await commitFiles(tree, workflowFile, 'First\n\nbody');
    await pushQuietly('main');
    const { runIds } = await server.deps.scheduler.refsChanged([change(zeros, sha)], 'grace');
    const run = await server.deps.store.runs.get(runIds[0] ?? '');
    expect(run?.trigger).toMatchObject({ actor: 'grace', headline: 'First', ref: main });
    expect(run?.trigger.payload).toMatchObject({
      ref: main,
      before: zeros,
      after: sha,
      created: true,
      head_commit: { id: sha, message: 'First\n\nbody', author: { name: 'Ada', email: 'ada@example.org' } },
      repository: { full_name: 'local/demo', default_branch: 'main' },
    });
  });

  it('that skips what the ledger has not seen yet is completed by the refs themselves', async () => {
    const first = await commitFiles(tree, workflowFile);
    const second = await commitFiles(tree, { note: '2' });
    await pushQuietly('main');
    await server.deps.scheduler.refsChanged([change(first, second)], 'ada');
    expect(await ledger()).toEqual({ [main]: second });
    expect(await runs()).toMatchObject([{ trigger: { sha: second } }]);
  });

  it.each(['[skip ci]', '[ci skip]', '[no ci]', '[skip actions]', '[Actions Skip]'])(
    'with %s starts nothing',
    async (marker) => {
      await commitFiles(tree, workflowFile, `Change ${marker}`);
      await pushQuietly('main');
      expect((await reconcile()).runIds).toEqual([]);
      expect(Object.keys(await ledger())).toEqual([main]);
    },
  );
});
