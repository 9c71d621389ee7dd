import { beforeEach, describe, expect, it } from 'vitest';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import { repositoryFolder } from '../githost/repository-folder.ts';
import { commitFiles, git, initTree } from '../testing/git.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
let repository: RepositoryRecord;
let sha: string;

const jobs = { a: { 'runs-on': 'ubuntu-latest', steps: [{ run: 'true' }] } };
const inputs = {
  level: { type: 'choice', options: ['low', 'high'], default: 'low' },
  count: { type: 'number', required: true },
};
const files = {
  '.github/workflows/deploy.yml': JSON.stringify({ name: 'Bring it out', on: { workflow_dispatch: { inputs } }, jobs }),
  '.github/workflows/ci.yml': JSON.stringify({ on: 'push', jobs }),
  '.github/workflows/broken.yml': 'on: workflow_dispatch\njobs:\n  a:\n    steps: []\n',
};

beforeEach(async () => {
  server = await openTestServer();
  repository = await server.createRepository();
  const tree = await initTree(await tempFolder());
  sha = await commitFiles(tree, files);
  await git(
    tree,
    'push',
    '--quiet',
    repositoryFolder(server.deps.config.dataDir, repository.id),
    'HEAD:refs/heads/main',
  );
});

function dispatch(workflow: string, given: Record<string, string | number | boolean> = { count: 3 }, ref?: string) {
  return server.deps.scheduler.dispatch({ repositoryId: repository.id, workflow, ref, inputs: given, actor: 'grace' });
}

describe('a dispatch', () => {
  it.each(['deploy.yml', 'deploy', '.github/workflows/deploy.yml', 'Bring it out'])(
    'starts the workflow named %s with typed inputs',
    async (name) => {
      const { runId } = await dispatch(name, { count: '3' });
      const run = await server.deps.store.runs.get(runId);
      expect(run).toMatchObject({ inputs: { level: 'low', count: 3 } });
      expect(run?.trigger).toMatchObject({ event: 'workflow_dispatch', ref: 'refs/heads/main', sha, actor: 'grace' });
    },
  );

  it('makes a run each time', async () => {
    expect((await dispatch('deploy.yml')).runId).not.toBe((await dispatch('deploy.yml')).runId);
  });

  it.each([
    ['a workflow that is not there', () => dispatch('nope.yml'), 'not_found'],
    ['a ref that is not there', () => dispatch('deploy.yml', { count: 1 }, 'nope'), 'not_found'],
    ['a workflow without the trigger', () => dispatch('ci.yml'), 'conflict'],
    ['a missing input', () => dispatch('deploy.yml', {}), 'input_invalid'],
    ['an input outside its choices', () => dispatch('deploy.yml', { count: 1, level: 'odd' }), 'input_invalid'],
    ['a broken workflow', () => dispatch('broken.yml'), 'workflow_invalid'],
  ])('of %s is refused', async (_, call, code) => {
    await expect(call()).rejects.toMatchObject({ code });
  });
});
