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

describe('the list of workflows', () => {
  it('has what starts each, its inputs, and the first fault of a broken file', async () => {
    const list = await server.deps.scheduler.workflows(repository.id, undefined);
    expect(list).toMatchObject({ ref: 'refs/heads/main', sha, refs: ['main'] });
    expect(list.workflows).toEqual([
      {
        path: '.github/workflows/broken.yml',
        name: '.github/workflows/broken.yml',
        events: ['workflow_dispatch'],
        inputs: null,
        problem: expect.objectContaining({ code: 'workflow_invalid', line: 3 }),
      },
      {
        path: '.github/workflows/ci.yml',
        name: '.github/workflows/ci.yml',
        events: ['push'],
        inputs: null,
        problem: null,
      },
      {
        path: '.github/workflows/deploy.yml',
        name: 'Bring it out',
        events: ['workflow_dispatch'],
        inputs: {
          level: { type: 'choice', required: false, default: 'low', options: ['low', 'high'] },
          count: { type: 'number', required: true },
        },
        problem: null,
      },
    ]);
  });

  it.each(['main', 'refs/heads/main'])('is that of the ref %s', async (ref) => {
    expect((await server.deps.scheduler.workflows(repository.id, ref)).workflows).toHaveLength(3);
  });

  it.each(['nope', 'constructor'])('of a ref that is not there (%s) is refused', async (ref) => {
    await expect(server.deps.scheduler.workflows(repository.id, ref)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is served over HTTP, where an empty repository has none to show', async () => {
    const path = '/api/v1/repositories/local/demo/workflows';
    const { json } = await server.call('GET', `${path}?ref=main`);
    expect(json).toMatchObject({ workflows: [{}, {}, { name: 'Bring it out' }] });
    expect((await server.call('GET', `${path}?ref=`)).status).toBe(400);
    await server.call('POST', '/api/v1/repositories', { fullName: 'local/empty' });
    expect((await server.call('GET', path.replace('demo', 'empty'))).status).toBe(404);
  });
});

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
