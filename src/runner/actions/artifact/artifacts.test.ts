import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { fileArtifacts } from '../../local/file-ports.ts';
import { expr, type JobOutcome, jobMessage, openPlace, run } from '../../testing/job-fixture.ts';

type Steps = Parameters<typeof jobMessage>[0];

/** Runs the steps where these files are, with artifacts kept in a folder. */
async function runWith(names: string[], steps: Steps): Promise<JobOutcome> {
  await using place = await openPlace();
  const store = await mkdtemp(join(tmpdir(), 'raibid-artifacts-'));
  const { workspace } = place.executor.layout;
  for (const name of names) {
    await mkdir(dirname(join(workspace, name)), { recursive: true });
    await writeFile(join(workspace, name), name);
  }
  await symlink('dist/a.js', join(workspace, 'link')).catch(() => undefined);
  if (names.includes('dist/a.js')) await chmod(join(workspace, 'dist/a.js'), 0o755);
  try {
    const outcome = await place.run(jobMessage(steps), { ports: { artifacts: fileArtifacts(store) } });
    expect((await readdir(store)).filter((name) => name.startsWith('.new-'))).toEqual([]);
    return outcome;
  } finally {
    await rm(store, { recursive: true });
  }
}

const upload = (inputs: Record<string, string | number | boolean>) => ({
  uses: 'actions/upload-artifact@v4',
  with: inputs,
});
const download = (inputs: Record<string, string | number | boolean> = {}) => ({
  uses: 'actions/download-artifact@v4',
  with: inputs,
});
const list = (folder: string) => run(`cd ${folder} && find . -type f | sort`);

const tree = ['dist/a.js', 'dist/sub/b.js', 'dist/sub/c.map', 'dist/.hidden', 'other/x.txt'];

test.each([
  ['one folder: its content', 'dist', ['./a.js', './sub/b.js', './sub/c.map']],
  ['one file: that file', 'dist/sub/b.js', ['./b.js']],
  ['wildcards: below the folder before them', 'dist/**/*.js', ['./a.js', './sub/b.js']],
  ['an exclusion', 'dist\n!dist/**/*.map', ['./a.js', './sub/b.js']],
  [
    'several places: below what they share',
    'dist/sub\nother/x.txt',
    ['./dist/sub/b.js', './dist/sub/c.map', './other/x.txt'],
  ],
])('uploads %s', async (_name, path, expected) => {
  const outcome = await runWith(tree, [upload({ path, name: 'a' }), download({ name: 'a', path: 'out' }), list('out')]);
  expect(outcome.lines.slice(-expected.length)).toEqual(expected);
  expect(outcome.conclusion).toBe('success');
});

test('keeps modes, follows links, and takes hidden files only when asked', async () => {
  const outcome = await runWith(tree, [
    upload({ path: '.', name: 'a', 'include-hidden-files': true }),
    download({ name: 'a', path: '/tmp/out-of-the-way' }),
    run('cd /tmp/out-of-the-way; stat -c %a dist/a.js; cat link; echo; ls -A dist; rm -r /tmp/out-of-the-way'),
  ]);
  expect(outcome.lines.slice(-5)).toEqual(['755', 'dist/a.js', '.hidden', 'a.js', 'sub']);
});

test('gives id, digest and address', async () => {
  const outcome = await runWith(tree, [
    { ...upload({ path: 'other' }), id: 'up' },
    run(
      expr(
        "format('echo {0} {1} {2}', steps.up.outputs.artifact-id, steps.up.outputs.artifact-digest, steps.up.outputs.artifact-url)",
      ),
    ),
  ]);
  expect(outcome.lines.at(-1)).toMatch(/^[0-9a-f]{16} [0-9a-f]{64} http:\/\/127\.0\.0\.1:8420\/runs\/1$/);
});

test.each([
  ['warn', 'success', '##[warning]No files were found'],
  ['error', 'failure', '##[error]No files were found'],
  ['ignore', 'success', 'No files were found'],
])('if-no-files-found: %s', async (choice, conclusion, start) => {
  const outcome = await runWith([], [upload({ path: 'none/*', 'if-no-files-found': choice })]);
  expect(outcome.conclusion).toBe(conclusion);
  expect(outcome.lines.at(-1)?.startsWith(start)).toBe(true);
});

test('a name is taken once, unless overwrite is set', async () => {
  const outcome = await runWith(tree, [
    upload({ path: 'dist' }),
    { ...upload({ path: 'other' }), continueOnError: true },
    upload({ path: 'other', overwrite: true }),
    download({ path: 'out', name: 'artifact' }),
    list('out'),
  ]);
  expect(outcome.lines.join('\n')).toContain('An artifact with the name artifact exists already.');
  expect(outcome.lines.at(-1)).toBe('./x.txt');
});

test('downloads all, by pattern, or merged into one folder', async () => {
  const outcome = await runWith(tree, [
    upload({ path: 'dist/a.js', name: 'bin-a' }),
    upload({ path: 'other', name: 'bin-b' }),
    upload({ path: 'dist/sub', name: 'logs' }),
    download({ path: 'all' }),
    list('all'),
    { ...download({ path: 'some', pattern: 'bin-*', 'merge-multiple': true }), id: 'd' },
    list('some'),
  ]);
  expect(outcome.lines.filter((line) => line.startsWith('./'))).toEqual([
    './bin-a/a.js',
    './bin-b/x.txt',
    './logs/b.js',
    './logs/c.map',
    './a.js',
    './x.txt',
  ]);
});

test.each([
  [upload({ path: 'dist', name: 'a/b' }), "The artifact name 'a/b' is not valid"],
  [upload({ name: 'a' }), 'Input required and not supplied: path'],
  [upload({ path: 'dist', overwrite: 'maybe' }), "The input overwrite must be true or false, not 'maybe'."],
  [download({ name: 'missing' }), 'There is no artifact missing.'],
  [download({ 'run-id': 77 }), "The input 'run-id' of actions/download-artifact is not supported"],
])('%o is refused in words', async (step, words) => {
  const outcome = await runWith(tree, [step]);
  expect(outcome.conclusion).toBe('failure');
  expect(outcome.lines.at(-1)).toContain(words);
});

test('an upload that the server breaks off fails the step and leaves no process', async () => {
  await using place = await openPlace();
  await writeFile(join(place.executor.layout.workspace, 'big'), Buffer.alloc(30_000_000, Math.random().toString()));
  const outcome = await place.run(jobMessage([upload({ path: 'big' })]), {
    ports: {
      artifacts: {
        ...fileArtifacts('/nowhere'),
        upload: async ({ archive }) => {
          for await (const _chunk of archive) break;
          throw new Error('the server went away');
        },
      },
    },
  });
  expect(outcome.lines.at(-1)).toBe('##[error]the server went away');
});
