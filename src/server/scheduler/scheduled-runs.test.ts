import { beforeEach, describe, expect, it } from 'vitest';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import { repositoryFolder } from '../githost/repository-folder.ts';
import { commitFiles, git, initTree } from '../testing/git.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { createCron } from './scheduled-runs.ts';

let server: TestServer;
let repository: RepositoryRecord;
let tree: string;
let now: number;

const at = (text: string): number => Date.parse(`2026-03-10T${text}Z`);
const workflow = (cron: string): Record<string, string> => ({
  '.github/workflows/nightly.yml': JSON.stringify({
    on: { schedule: [{ cron }] },
    jobs: { a: { 'runs-on': 'ubuntu-latest', steps: [{ run: 'true' }] } },
  }),
});

beforeEach(async () => {
  server = await openTestServer();
  repository = await server.createRepository();
  tree = await initTree(await tempFolder());
  await git(tree, 'remote', 'add', 'origin', repositoryFolder(server.deps.config.dataDir, repository.id));
  now = at('01:00:00');
});

async function push(branch: string, files: Record<string, string>, message?: string): Promise<string> {
  const sha = await commitFiles(tree, files, message);
  await git(tree, 'push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
  await server.deps.scheduler.reconcile(repository.id);
  return sha;
}

function newCron(): ReturnType<typeof createCron> {
  return createCron({ ...server.deps, elsewhere: nowhere, clock: { now: () => now, monotonic: () => 0 } });
}

async function lookAt(time: string, cron = newCron()): Promise<void> {
  now = at(time);
  await cron.look();
}

const nowhere = async () => undefined;
const runs = () => server.deps.store.runs.list({ event: 'schedule', limit: 50 });

describe('a schedule', () => {
  it('starts its workflow at the newest commit of the default branch, once a tick', async () => {
    await push('main', workflow('30 * * * *'));
    const cron = newCron();
    await lookAt('01:00:00', cron);
    const sha = await push('main', { note: 'newer' });
    await lookAt('01:29:59', cron);
    expect(await runs()).toEqual([]);
    await lookAt('01:30:04', cron);
    await lookAt('01:30:14', cron);
    expect(await runs()).toMatchObject([{ trigger: { event: 'schedule', ref: 'refs/heads/main', sha } }]);
    await lookAt('02:30:02', cron);
    expect(await runs()).toHaveLength(2);
  });

  it('that missed ticks while the server was down runs once', async () => {
    await push('main', workflow('*/10 * * * *'));
    await lookAt('01:00:30');
    await lookAt('05:07:00');
    await lookAt('05:08:00');
    expect(await runs()).toHaveLength(1);
  });

  it('whose server was killed between the run and its note runs once', async () => {
    await push('main', workflow('30 * * * *'));
    await lookAt('01:00:00');
    const { ticks } = server.deps.store;
    const store = { ...server.deps.store, ticks: { ...ticks, claim: () => Promise.reject(new Error('killed')) } };
    await lookAt(
      '01:30:00',
      createCron({ ...server.deps, elsewhere: nowhere, store, clock: { now: () => now, monotonic: () => 0 } }),
    );
    expect(await runs()).toHaveLength(1);
    await lookAt('01:40:00');
    await lookAt('01:50:00');
    expect(await runs()).toHaveLength(1);
  });

  it('starts whatever the head commit says to pushes', async () => {
    await push('main', workflow('30 * * * *'), 'Add it [skip ci]');
    await lookAt('01:00:00');
    await lookAt('01:30:00');
    expect(await runs()).toHaveLength(1);
  });

  it('of another branch does not count', async () => {
    await push('topic', workflow('* * * * *'));
    await lookAt('01:00:00');
    await lookAt('02:00:00');
    expect(await runs()).toEqual([]);
  });

  it('ends when the default branch has it no more', async () => {
    await push('main', workflow('* * * * *'));
    const cron = newCron();
    await lookAt('01:00:00', cron);
    await push('main', { '.github/workflows/nightly.yml': 'on: push\njobs: {}\n' });
    await lookAt('02:00:00', cron);
    expect(await runs()).toEqual([]);
  });

  it('makes one run when two servers look at the same time', async () => {
    await push('main', workflow('30 * * * *'));
    const two = [newCron(), newCron()];
    await Promise.all(two.map((cron) => cron.look()));
    now = at('01:30:00');
    await Promise.all(two.map((cron) => cron.look()));
    expect(await runs()).toHaveLength(1);
  });
});
