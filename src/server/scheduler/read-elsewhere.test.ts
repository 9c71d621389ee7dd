import { beforeEach, describe, expect, it } from 'vitest';
import { repositoryFolder } from '../githost/repository-folder.ts';
import { commitFiles, git, initTree } from '../testing/git.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';

const folder = '.github/workflows';
const called = {
  on: { workflow_call: {} },
  jobs: { make: { 'runs-on': 'ubuntu-latest', steps: [{ run: 'make' }] } },
};

let server: TestServer;

beforeEach(async () => {
  server = await openTestServer();
});

/** Creates the repository and pushes this commit to its `main`; answers the runs of the push with the newest first. */
async function push(fullName: string, files: Record<string, object>) {
  const repository = await server.createRepository(fullName);
  const tree = await initTree(await tempFolder());
  const texts = Object.entries(files).map(([name, file]) => [`${folder}/${name}`, JSON.stringify(file)]);
  await commitFiles(tree, Object.fromEntries(texts));
  await git(
    tree,
    'push',
    '--quiet',
    repositoryFolder(server.deps.config.dataDir, repository.id),
    'HEAD:refs/heads/main',
  );
  const { runIds } = await server.deps.scheduler.reconcile(repository.id);
  return Promise.all(runIds.map((id) => server.deps.store.runs.get(id)));
}

const calls = (uses: string): Record<string, object> => ({ 'ci.yml': { on: 'push', jobs: { a: { uses } } } });

describe('a workflow of another repository', () => {
  it('is called from a repository of the same owner, with those that it calls there', async () => {
    const outer = { on: { workflow_call: {} }, jobs: { b: { uses: `./${folder}/inner.yml` } } };
    await push('local/tools', { 'outer.yml': outer, 'inner.yml': called });
    const [run] = await push('local/app', calls(`local/tools/${folder}/outer.yml@main`));
    expect(run?.failure).toBeNull();
    expect(Object.keys(run?.plan.called ?? {})).toEqual([
      `local/tools/${folder}/outer.yml@main`,
      `local/tools/${folder}/inner.yml@main`,
    ]);
  });

  it.each([
    ['another owner', `other/tools/${folder}/inner.yml@main`],
    ['a branch that is not there', `local/tools/${folder}/inner.yml@v2`],
    ['a file that is not there', `local/tools/${folder}/none.yml@main`],
    ['a repository that is not here', `local/none/${folder}/inner.yml@main`],
  ])('of %s is refused in words', async (_, uses) => {
    await push('other/tools', { 'inner.yml': called });
    await push('local/tools', { 'inner.yml': called });
    const [run] = await push('local/app', calls(uses));
    expect(run?.failure).toMatchObject({ message: `There is no workflow file \`${uses}\``, line: 1 });
  });
});
