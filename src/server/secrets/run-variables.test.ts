import { beforeEach, expect, it } from 'vitest';
import { repositoryFolder } from '../githost/repository-folder.ts';
import { commitFiles, git, initTree } from '../testing/git.ts';
import { pushWorkflow } from '../testing/git-hosting.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { variablesOfRun } from './job-settings.ts';

let server: TestServer;

beforeEach(async () => {
  server = await openTestServer();
  await server.createRepository();
  for (const [name, value, scope] of [
    ['REGION', 'north', 'owner=local'],
    ['REGION', 'south', 'repository=local/demo'],
    ['WIDE', 'yes', 'owner=LOCAL'],
  ]) {
    await server.call('PUT', `/api/v1/variables/${name}?${scope}`, { value });
  }
});

it('a run is planned with the variables of its repository and owner, as they are then', async () => {
  const repository = await server.deps.store.repositories.find('local/demo');
  if (repository === null) throw new Error('no repository');
  const tree = await initTree(await tempFolder());
  await commitFiles(tree, { '.github/workflows/ci.yml': pushWorkflow });
  await git(tree, 'push', '--quiet', repositoryFolder(server.deps.config.dataDir, repository.id), 'HEAD:main');
  const { runIds } = await server.deps.scheduler.reconcile(repository.id);
  await server.call('PUT', '/api/v1/variables/REGION?repository=local/demo', { value: 'west' });
  const run = await server.deps.store.runs.get(runIds[0] ?? '');
  expect(run?.vars).toEqual({ REGION: 'south', WIDE: 'yes' });
});

it('a run of a fork has none', async () => {
  const demo = { id: '1', fullName: 'local/demo' };
  expect(await variablesOfRun(server.deps.store, demo, 'repository')).toEqual({ REGION: 'south', WIDE: 'yes' });
  expect(await variablesOfRun(server.deps.store, demo, 'fork')).toEqual({});
});
