import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunnerPorts } from '../ports.ts';
import { expr, type JobPlace, jobMessage, openPlace, run } from '../testing/job-fixture.ts';
import { createGitActionSource } from './git-action-source.ts';

async function files(folder: string, content: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(content)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

async function withFiles(content: Record<string, string>): Promise<JobPlace> {
  const place = await openPlace();
  await files(place.executor.layout.workspace, content);
  return place;
}

/** A JavaScript action that shows its parts, inputs and state. */
const nodeAction = {
  'action.yml': `
name: Node
description: test
inputs:
  who-to greet: { default: world, description: x }
  level: { default: "\${{ github.ref_name }}", description: x, deprecationMessage: use nothing }
outputs:
  said: { description: x }
runs:
  using: node20
  pre: pre.js
  main: main.js
  post: post.js
  post-if: success()
`,
  'pre.js': `const fs = require('fs'); console.log('pre ' + process.env['INPUT_WHO-TO_GREET']); fs.appendFileSync(process.env.GITHUB_STATE, 'begun=in pre\\n');`,
  'main.js': `const fs = require('fs'); console.log('main ' + process.env['INPUT_WHO-TO_GREET'] + ' ' + process.env.INPUT_LEVEL + ' [' + (process.env.STATE_begun || '') + ']');
fs.appendFileSync(process.env.GITHUB_OUTPUT, 'said=hello\\n'); fs.appendFileSync(process.env.GITHUB_STATE, 'id=' + process.env['INPUT_WHO-TO_GREET'] + '\\n');
if (process.env['INPUT_WHO-TO_GREET'] === 'nobody') { console.log('::error::nobody to greet'); process.exit(1); }`,
  'post.js': `console.log('post ' + process.env.STATE_id + ' ' + process.env['INPUT_WHO-TO_GREET']);`,
};

const node = { runner: { node: process.execPath } };

test('a local JavaScript action gets inputs, gives outputs, and post parts run in reverse', async () => {
  const inside = Object.fromEntries(Object.entries(nodeAction).map(([name, text]) => [`tools/greet/${name}`, text]));
  await using place = await withFiles(inside);
  const outcome = await place.run(
    jobMessage([
      { uses: './tools/greet', id: 'a', with: { 'WHO-TO greet': 'Ada' } },
      { uses: './tools/greet', with: { unknown: '1' } },
      run(expr("format('echo {0}', steps.a.outputs.said)")),
    ]),
    { control: node },
  );
  expect(outcome.lines).toEqual([
    'main Ada main []',
    "##[warning]Unexpected input(s) 'unknown', valid inputs are ['who-to greet', 'level']",
    'main world main []',
    'hello',
    'post world world',
    'post Ada Ada',
  ]);
  expect(outcome.steps.map((step) => step.name).slice(3)).toEqual(['Post Run ./tools/greet', 'Post Run ./tools/greet']);
});

test('an action that fails fails its step; post-if decides on its post part', async () => {
  await using place = await withFiles(nodeAction);
  const outcome = await place.run(jobMessage([{ uses: './', with: { 'who-to greet': 'nobody', level: '3' } }]), {
    control: node,
  });
  expect(outcome.conclusion).toBe('failure');
  expect(outcome.lines).toEqual([
    "##[warning]Input 'level' has been deprecated with message: use nothing",
    'main nobody 3 []',
    '##[error]nobody to greet',
  ]);
  expect(outcome.steps.map((step) => step.conclusion)).toEqual(['failure', 'skipped']);
});

const composite = `
name: Composite
description: test
inputs:
  word: { default: none, description: x }
outputs:
  result: { value: "\${{ steps.inner.outputs.r }}", description: x }
runs:
  using: composite
  steps:
    - id: inner
      shell: bash
      env: { OWN: "\${{ inputs.word }}!" }
      run: |
        echo "$OWN $OUTER $GLOBAL $(basename "$GITHUB_ACTION_PATH")"
        echo "r=$OWN" >> "$GITHUB_OUTPUT"
    - uses: ./nested
      with: { times: 2 }
`;
const nested = `
name: Nested
description: test
inputs: { times: { description: x } }
runs:
  using: composite
  steps:
    - shell: bash
      run: echo "nested \${{ inputs.times }} [\${{ steps.inner.outputs.r }}]"
    - shell: bash
      if: inputs.times == 3
      run: echo never
`;

test('a composite action has its own inputs and steps, hands env down, nests, and gives outputs', async () => {
  await using place = await withFiles({ 'act/action.yml': composite, 'nested/action.yaml': nested });
  const outcome = await place.run(
    jobMessage(
      [
        { uses: './act', id: 'c', with: { word: 'hi' }, env: { OUTER: 'out' } },
        run(expr("format('echo {0} [{1}]', steps.c.outputs.result, steps.inner.outputs.r)")),
      ],
      { env: [{ GLOBAL: 'glob' }] },
    ),
  );
  expect(outcome.lines).toEqual(['hi! out glob act', 'nested 2 []', 'hi! []']);
  expect(outcome.steps).toHaveLength(2);
});

test('inside a composite action a failure skips its later steps but not those with always()', async () => {
  const action = `
name: F
description: x
runs:
  using: composite
  steps:
    - { shell: bash, run: exit 2 }
    - { shell: bash, run: echo never }
    - { shell: bash, if: failure(), run: echo seen }
    - { shell: bash, if: always(), run: echo always }
`;
  await using place = await withFiles({ 'f/action.yml': action });
  const outcome = await place.run(
    jobMessage([{ uses: './f', continueOnError: true }, { uses: './f' }, run('echo after')]),
  );
  const each = ['##[error]Process completed with exit code 2.', 'seen', 'always'];
  expect(outcome.lines).toEqual([...each, ...each]);
  expect(outcome.steps.map((step) => step.conclusion)).toEqual(['success', 'failure', 'skipped']);
});

test('actions that use each other without end are stopped', async () => {
  const action = 'name: L\ndescription: x\nruns:\n  using: composite\n  steps:\n    - uses: ./l\n';
  await using place = await withFiles({ 'l/action.yml': action });
  const outcome = await place.run(jobMessage([{ uses: './l' }]));
  expect(outcome.conclusion).toBe('failure');
  expect(outcome.lines.join('\n')).toContain('more than 10 deep');
});

test.each([
  [
    'a container action in a place without containers',
    { 'd/action.yml': 'name: D\ndescription: x\nruns: { using: docker, image: Dockerfile }\n' },
    'This job wants containers, and where it runs there can be none.',
  ],
  ['a folder without an action', { 'd/other': '' }, 'Did you forget to run actions/checkout before it?'],
  [
    'a broken action file',
    { 'd/action.yml': 'name: D\ndescription: x\nruns: { using: composite, step: 1 }\n' },
    '\nd/action.yml:3:',
  ],
])('%s is refused in words', async (_name, content, words) => {
  await using place = await withFiles(content);
  const outcome = await place.run(jobMessage([{ uses: './d' }]));
  expect(outcome.conclusion).toBe('failure');
  expect(outcome.lines.join('\n')).toContain(words);
});

interface ActionHost extends AsyncDisposable {
  folder: string;
  url: string;
  port: RunnerPorts['actions'];
}

/** A git host on this disk, with one action repository that has a tag and a branch. */
async function openActionHost(): Promise<ActionHost> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-actions-'));
  const work = join(folder, 'work');
  await files(work, { ...nodeAction, 'sub/action.yml': composite.replace(/ {4}- uses: .*\n.*\n/, '') });
  const git = (...parameters: string[]) =>
    execFileSync('git', ['-C', work, '-c', 'user.name=a', '-c', 'user.email=b@c', ...parameters], { stdio: 'pipe' });
  execFileSync('git', ['init', '-q', '-b', 'main', work]);
  git('add', '.');
  git('commit', '-q', '-m', 'one');
  git('tag', '-a', 'v1', '-m', 'v1');
  await cp(join(work, '.git'), join(folder, 'host/acme/greet'), { recursive: true });
  execFileSync('git', ['-C', join(folder, 'host/acme/greet'), 'config', 'core.bare', 'true']);
  execFileSync('git', ['-C', join(folder, 'host/acme/greet'), 'config', 'uploadpack.allowAnySHA1InWant', 'true']);
  const url = `file://${join(folder, 'host')}`;
  const env = { PATH: process.env.PATH ?? '', HOME: folder };
  return {
    folder,
    url,
    port: createGitActionSource({ hosts: [url], cacheFolder: join(folder, 'cache'), env }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

test('a remote action is fetched before the first step, and its pre part runs first', async () => {
  await using host = await openActionHost();
  await using place = await openPlace();
  const outcome = await place.run(
    jobMessage([
      run('echo first'),
      { uses: 'acme/greet@v1', with: { level: 'x' } },
      { uses: 'acme/greet/sub@main', with: { word: 'deep' } },
    ]),
    { control: node, ports: { actions: host.port } },
  );
  expect(outcome.lines.filter((line) => !line.startsWith('##[warning]'))).toEqual([
    'pre world',
    'first',
    'main world x [in pre]',
    expect.stringMatching(/^deep! {2}/),
    'post world world',
  ]);
  expect(outcome.steps.map((step) => step.name)).toEqual([
    'Pre Run acme/greet@v1',
    'Run echo first',
    'Run acme/greet@v1',
    'Run acme/greet/sub@main',
    'Post Run acme/greet@v1',
  ]);
});

test('a remote action that cannot be had fails the job at its set-up, in one line', async () => {
  await using host = await openActionHost();
  await using place = await openPlace();
  const outcome = await place.run(jobMessage([run('echo never'), { uses: 'acme/missing@v1' }]), {
    ports: { actions: host.port },
  });
  expect(outcome.conclusion).toBe('failure');
  expect(outcome.lines).toEqual([]);
  expect(outcome.annotations.map((one) => one.message)).toEqual([
    expect.stringMatching(/^Cannot fetch the action acme\/missing@v1: .*does not .*repository.*$/),
  ]);
});

test('actions come by tag, branch or commit, from the first host that has them, cached by commit', async () => {
  await using host = await openActionHost();
  const byTag = await host.port.fetch({ owner: 'acme', name: 'greet', ref: 'v1' });
  const byBranch = await host.port.fetch({ owner: 'acme', name: 'greet', ref: 'main' });
  expect(byTag).toEqual(byBranch);
  await rm(join(host.folder, 'host'), { recursive: true });
  expect(await host.port.fetch({ owner: 'acme', name: 'greet', ref: byTag.sha })).toEqual(byTag);
  await expect(host.port.fetch({ owner: 'acme', name: 'greet', ref: 'v1' })).rejects.toMatchObject({
    code: 'action_unavailable',
  });
});

test('a host that does not answer is given up in time', async () => {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const cacheFolder = join(tmpdir(), 'raibid-unused-cache');
  const source = createGitActionSource({
    hosts: [`http://127.0.0.1:${port}`],
    cacheFolder,
    env: { PATH: process.env.PATH ?? '' },
    timeoutMilliseconds: 300,
  });
  await expect(source.fetch({ owner: 'a', name: 'b', ref: 'v1' })).rejects.toThrow('no answer within 0.3 seconds');
  listener.close();
});
