import { describe, expect, it } from 'vitest';
import type { RunTrigger } from '../../contract/run-state.ts';
import { type CiEvent, planEvent } from './plan-event.ts';

const repository = { id: '1', fullName: 'local/demo', defaultBranch: 'main', forge: 'builtin', createdAt: 0 };
const trigger: RunTrigger = {
  event: 'push',
  ref: 'refs/heads/main',
  sha: 'a'.repeat(40),
  actor: 'ada',
  headline: 'Change',
  payload: {},
  trust: 'repository',
};
const push: CiEvent = { repository, trigger, changedPaths: null, at: 5 };
const jobs = 'jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n';

function file(text: string, path = '.github/workflows/ci.yml') {
  return { path, text };
}

async function states(event: CiEvent, ...texts: string[]) {
  return (
    await planEvent(
      event,
      texts.map((text) => file(text)),
      async () => undefined,
    )
  ).map(({ state }) => state);
}

describe('an event', () => {
  it('starts the workflows that wait for it', async () => {
    const started = await states(push, `on: push\n${jobs}`, `on: pull_request\n${jobs}`, `on: [push]\n${jobs}`);
    expect(started).toMatchObject([
      { status: 'queued', title: 'Change', createdAt: 5 },
      { status: 'queued', title: 'Change' },
    ]);
  });

  it('looks at branches and paths', async () => {
    const filtered = `on:\n  push:\n    branches: [main]\n    paths: ['src/**']\n${jobs}`;
    expect(await states({ ...push, changedPaths: ['src/a.ts'] }, filtered)).toHaveLength(1);
    expect(await states({ ...push, changedPaths: ['docs/a.md'] }, filtered)).toEqual([]);
    const elsewhere = { ...push, trigger: { ...trigger, ref: 'refs/heads/topic' } };
    expect(await states(elsewhere, filtered)).toEqual([]);
  });

  it('of a pull request is matched by its base branch and action', async () => {
    const workflow = `on:\n  pull_request:\n    branches: [main]\n    types: [opened]\n${jobs}`;
    const request: CiEvent = {
      ...push,
      trigger: { ...trigger, event: 'pull_request', ref: 'refs/pull/7/merge' },
      baseRef: 'refs/heads/main',
      action: 'opened',
    };
    expect(await states(request, workflow)).toHaveLength(1);
    expect(await states({ ...request, action: 'closed' }, workflow)).toEqual([]);
    expect(await states({ ...request, baseRef: 'refs/heads/release' }, workflow)).toEqual([]);
  });
});

describe('a workflow that calls others', () => {
  const calling = (on: string) => `on: ${on}\njobs: { a: { uses: local/tools/.github/workflows/x.yml@main } }\n`;

  it('has them read only when the event starts it', async () => {
    const read: string[] = [];
    const elsewhere = async (_: unknown, { path }: { path: string }) => {
      read.push(path);
      return `on: workflow_call\n${jobs}`;
    };
    expect(await planEvent(push, [file(calling('pull_request'))], elsewhere)).toEqual([]);
    expect(read).toEqual([]);
    expect(await planEvent(push, [file(calling('push'))], elsewhere)).toHaveLength(1);
    expect(read).toHaveLength(1);
  });

  it('starts nothing, nor fails, on an event that it does not wait for, also when they are not there', async () => {
    expect(await states(push, calling('pull_request'))).toEqual([]);
    expect(await states(push, calling('push'))).toMatchObject([{ conclusion: 'failure' }]);
  });
});

describe('a broken workflow', () => {
  it('gives a run that has failed, naming file, line and column', async () => {
    const [run] = await states(push, 'on: push\njobs:\n  build:\n    steps: []\n');
    expect(run).toMatchObject({ status: 'completed', conclusion: 'failure', completedAt: 5 });
    expect(run?.failure).toMatchObject({ file: '.github/workflows/ci.yml', line: expect.any(Number) });
  });

  it('gives none when its `on` excludes the event', async () => {
    expect(await states(push, 'on: pull_request\njobs:\n  build:\n    steps: []\n')).toEqual([]);
    expect(await states(push, 'on:\n  push:\n    branches: [release]\njobs: 7\n')).toEqual([]);
  });

  it('gives one when not even its `on` can be read', async () => {
    expect(await states(push, 'on: [push\njobs: }')).toMatchObject([{ conclusion: 'failure' }]);
    expect(await states(push, `on: pusch\n${jobs}`)).toMatchObject([{ conclusion: 'failure' }]);
  });

  it('does not stop the others', async () => {
    expect(await states(push, 'nonsense', `on: push\n${jobs}`)).toHaveLength(2);
  });
});
