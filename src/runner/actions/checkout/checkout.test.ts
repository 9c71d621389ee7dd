import { mkdir, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { authorization, openGitHost } from '../../testing/git-host.ts';
import { expr, openPlace, run } from '../../testing/job-fixture.ts';
import { mergeGitConfig } from './credentials.ts';

const use = (inputs: Record<string, string | number | boolean> = {}) => ({ uses: 'actions/checkout@v4', with: inputs });

test('checks out the commit of the event on its branch, one commit deep', async () => {
  await using host = await openGitHost();
  await using place = await openPlace();
  const outcome = await place.run(
    host.job([
      { ...use(), id: 'co' },
      run('cat two.txt; git branch --show-current; git rev-list --count HEAD; git status --short'),
      run(expr("format('echo {0} {1}', steps.co.outputs.ref, steps.co.outputs.commit)")),
    ]),
    { ports: { checkout: host.port } },
  );
  expect(outcome.conclusion).toBe('success');
  expect(outcome.lines.slice(-3)).toEqual(['twomain', '1', `refs/heads/main ${host.sha}`]);
});

test('a server that is away for a moment fails no job; the log says that it was tried again', async () => {
  await using host = await openGitHost();
  await using place = await openPlace();
  host.fail(1);
  const outcome = await place.run(host.job([use(), run('cat two.txt')]), { ports: { checkout: host.port } });
  expect(outcome.conclusion).toBe('success');
  expect(outcome.lines).toContain("The process 'git fetch' failed with exit code 128; trying again in 1 s");
});

test('a server that is away for longer is waited for', async () => {
  await using host = await openGitHost();
  await using place = await openPlace();
  host.fail(5);
  const outcome = await place.run(host.job([use(), run('cat two.txt')]), { ports: { checkout: host.port } });
  expect(outcome.conclusion).toBe('success');
  expect(outcome.lines).toContain("The process 'git fetch' failed with exit code 128; trying again in 10 s");
}, 90_000);

test('a ref that is not there is told soon: the server answers', async () => {
  await using host = await openGitHost();
  await using place = await openPlace();
  const outcome = await place.run(host.job([use({ ref: 'refs/heads/none' })]), { ports: { checkout: host.port } });
  expect(outcome.conclusion).toBe('failure');
  expect(outcome.lines.join('\n')).not.toContain('trying again in 10 s');
}, 90_000);

test('the token stands in no file, no argument and no line of the log, yet later git commands may use it', async () => {
  await using host = await openGitHost();
  await using place = await openPlace();
  const script =
    'grep -r "AUTHORIZATION\\|extraheader" .git/config && echo LEAK; git fetch -q origin other && echo fetched; env | grep -c GIT_CONFIG_VALUE; env | grep GIT_CONFIG_VALUE_0';
  const outcome = await place.run(host.job([use(), run(script)]), { ports: { checkout: host.port } });
  expect(outcome.lines).not.toContain('LEAK');
  expect(outcome.lines).toContain('fetched');
  expect(outcome.lines.at(-1)).toBe('GIT_CONFIG_VALUE_0=Authorization: basic ***');
  expect(JSON.stringify(outcome.log)).not.toContain(authorization.slice(6));
});

test('persist-credentials: false leaves nothing for later steps', async () => {
  await using host = await openGitHost();
  await using place = await openPlace();
  const outcome = await place.run(
    host.job([
      use({ 'persist-credentials': false }),
      run('GIT_TERMINAL_PROMPT=0 git fetch -q origin other || echo refused'),
    ]),
    { ports: { checkout: host.port } },
  );
  expect(outcome.lines.at(-1)).toBe('refused');
});

test.each([
  ['a branch', { ref: 'other' }, 'one', 'other'],
  ['a tag', { ref: 'v1' }, 'one', ''],
  ['a full ref', { ref: 'refs/heads/other' }, 'one', 'other'],
])('ref may be %s', async (_name, inputs, subject, branch) => {
  await using host = await openGitHost();
  await using place = await openPlace();
  const outcome = await place.run(
    host.job([use(inputs), run('echo "$(git log -1 --format=%s) [$(git branch --show-current)]"')]),
    {
      ports: { checkout: host.port },
    },
  );
  expect(outcome.lines.at(-1)).toBe(`${subject} [${branch}]`);
});

test('a commit, all of the history with its tags, a folder of its own, a second checkout in the same place', async () => {
  await using host = await openGitHost();
  await using place = await openPlace();
  const first = host.git('rev-parse', 'HEAD^');
  const outcome = await place.run(
    host.job([
      use({ ref: first, path: 'a' }),
      run('git -C a log --format=%s'),
      use({ 'fetch-depth': 0, path: 'b' }),
      run('git -C b rev-list --count HEAD; git -C b tag; touch b/junk'),
      use({ path: 'b', clean: true }),
      run('ls b'),
    ]),
    { ports: { checkout: host.port } },
  );
  expect(outcome.lines.filter((line) => line.startsWith('##[error]'))).toEqual([]);
  const told = ['one', '2', 'v1', 'one.txt', 'two.txt'];
  expect(outcome.lines.filter((line) => told.includes(line))).toEqual(told);
});

test('sparse-checkout takes only the named folders', async () => {
  await using host = await openGitHost();
  await using place = await openPlace();
  await mkdir(join(host.folder, 'work/sub'));
  await writeFile(join(host.folder, 'work/sub/deep.txt'), 'deep');
  host.git('add', '.');
  host.git('commit', '-qm', 'three');
  host.git('push', '-q', join(host.folder, 'local/demo.git'), 'main');
  const outcome = await place.run(
    host.job([use({ ref: 'main', 'sparse-checkout': 'one.txt', 'sparse-checkout-cone-mode': false }), run('ls')]),
    { ports: { checkout: host.port } },
  );
  expect(outcome.lines.at(-1)).toBe('one.txt');
});

test.each([
  ['lfs', { lfs: true }, "The input 'lfs' of actions/checkout is not supported."],
  ['ssh-key', { 'ssh-key': 'k' }, "The input 'ssh-key' of actions/checkout is not supported."],
  ['a path outside', { path: '../..' }, "is not under '"],
  ['a missing branch', { ref: 'nowhere' }, "A branch or tag with the name 'nowhere' could not be found in local/demo."],
  ['a missing repository', { repository: 'local/missing' }, 'The default branch of local/missing cannot be found'],
])('%s is refused in words', async (_name, inputs, words) => {
  await using host = await openGitHost();
  await using place = await openPlace();
  const outcome = await place.run(host.job([use(inputs)]), { ports: { checkout: host.port } });
  expect(outcome.conclusion).toBe('failure');
  expect(outcome.lines.at(-1)).toContain(words);
});

test('a working tree is copied as it is: changes, new files and links, but nothing that is ignored or deleted', async () => {
  await using host = await openGitHost();
  await using place = await openPlace();
  const tree = join(host.folder, 'work');
  await writeFile(join(tree, '.gitignore'), 'ignored\n');
  for (const [name, text] of [
    ['one.txt', 'changed'],
    ['new file', 'new'],
    ['ignored', 'x'],
  ] as const)
    await writeFile(join(tree, name), text);
  await symlink('one.txt', join(tree, 'link'));
  await unlink(join(tree, 'two.txt'));
  const outcome = await place.run(
    host.job([use(), run('ls -A; cat link; echo; git log -1 --format=%s; git status --short')]),
    { ports: { checkout: { source: () => Promise.resolve({ localPath: tree }) } } },
  );
  expect(outcome.lines.slice(2)).toEqual([
    '.git',
    '.gitignore',
    'link',
    'new file',
    'one.txt',
    'changed',
    'two',
    ' M one.txt',
    ' D two.txt',
    '?? .gitignore',
    '?? link',
    '?? "new file"',
  ]);
});

test('settings of two checkouts come together', () => {
  const one = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'a', GIT_CONFIG_VALUE_0: '1' };
  const two = {
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: 'b',
    GIT_CONFIG_VALUE_0: '2',
    GIT_CONFIG_KEY_1: 'a',
    GIT_CONFIG_VALUE_1: '3',
  };
  expect(mergeGitConfig(one, two)).toEqual({
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: 'a',
    GIT_CONFIG_VALUE_0: '3',
    GIT_CONFIG_KEY_1: 'b',
    GIT_CONFIG_VALUE_1: '2',
  });
});
