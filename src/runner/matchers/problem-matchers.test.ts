import { expect, test } from 'vitest';
import { type JobOutcome, jobMessage, openPlace, run } from '../testing/job-fixture.ts';

const compiler = {
  owner: 'cc',
  pattern: [
    { regexp: '^(.+):(\\d+):(\\d+): (error|warning): (.+)$', file: 1, line: 2, column: 3, severity: 4, message: 5 },
  ],
};
const linter = {
  owner: 'lint',
  severity: 'warning',
  pattern: [
    { regexp: '^(\\S+\\.js)$', file: 1 },
    { regexp: '^\\s+(\\d+):(\\d+)\\s+(.+)$', line: 1, column: 2, message: 3, loop: true },
  ],
};

/** Runs scripts with these files of matchers in the workspace. */
async function withMatchers(files: Record<string, object>, ...scripts: string[]): Promise<JobOutcome> {
  await using place = await openPlace();
  const { workspace } = place.executor.layout;
  for (const [name, content] of Object.entries(files))
    await place.executor.write(`${workspace}/${name}`, JSON.stringify(content));
  return await place.run(jobMessage(scripts.map((script) => run(script))));
}

const places = ({ annotations }: JobOutcome) =>
  annotations.map(({ level, file, line, column, message }) => [level, file, line, column, message]);

test('lines that a matcher reads become annotations, in this step and in later ones, until it is removed', async () => {
  const outcome = await withMatchers(
    { 'm.json': { problemMatcher: [compiler] } },
    'echo "a.c:1:1: error: before"; echo "::add-matcher::m.json"; echo "a.c:2:7: error: bad"',
    'printf "\\033[31m$PWD/src/b.c:3:1: warning:\\033[0m dubious\\n"; echo "/usr/include/x.h:4:1: error: outside"',
    'echo "##[remove-matcher owner=cc]"; echo "a.c:5:1: error: after"',
  );
  expect(places(outcome)).toEqual([
    ['error', 'a.c', 2, 7, 'bad'],
    ['warning', 'src/b.c', 3, 1, 'dubious'],
    ['error', undefined, 4, 1, 'outside'],
  ]);
  expect(outcome.lines).toContain('##[error]a.c:2:7: error: bad');
  expect(outcome.lines).toContain('a.c:5:1: error: after');
  expect(outcome.conclusion).toBe('success');
});

test('matchers are added as actions/setup-node does it', async () => {
  const outcome = await withMatchers(
    { 'm.json': { problemMatcher: [compiler] } },
    'echo "##[add-matcher]$PWD/m.json"; echo "a.c:2:7: error: bad"',
  );
  expect(places(outcome)).toEqual([['error', 'a.c', 2, 7, 'bad']]);
});

test('a matcher of several patterns reads its lines one after the other', async () => {
  const outcome = await withMatchers(
    { 'm.json': { problemMatcher: [linter, compiler] } },
    'echo "::add-matcher::m.json"',
    'echo "  9:9  not of a file"; echo src/a.js; echo "  1:2  one"; echo "  3:4  two"; echo; echo "  5:6  late"; echo "z.c:1:1: error: z"',
  );
  expect(places(outcome)).toEqual([
    ['warning', 'src/a.js', 1, 2, 'one'],
    ['warning', 'src/a.js', 3, 4, 'two'],
    ['error', 'z.c', 1, 1, 'z'],
  ]);
});

test('an expression that runs for ever is stopped and removed, and the others go on', async () => {
  const evil = { owner: 'evil', pattern: [{ regexp: '^(a+)+$', message: 1 }] };
  const outcome = await withMatchers(
    { 'm.json': { problemMatcher: [compiler, evil] } },
    'echo "::add-matcher::m.json"',
    `echo "${'a'.repeat(60)}b"; echo "a.c:2:7: error: bad"`,
  );
  expect(places(outcome)).toEqual([
    ['warning', undefined, undefined, undefined, 'The problem matcher evil takes too long and is removed.'],
    ['error', 'a.c', 2, 7, 'bad'],
  ]);
});

test.each([
  ['is not there', '::add-matcher::none.json', 'The file none.json of problem matchers is not there.'],
  ['is none', '::add-matcher::m.json', /pattern/],
  ['has an expression that is none', '::add-matcher::n.json', /Invalid regular expression/],
])('a file of matchers that %s fails its step, in words', async (_name, command, words) => {
  const broken = { owner: 'x', pattern: [{ regexp: '(', message: 0 }] };
  const outcome = await withMatchers(
    { 'm.json': { problemMatcher: [{ owner: 'x' }] }, 'n.json': { problemMatcher: [broken] } },
    `echo "${command}"`,
  );
  expect(outcome.conclusion).toBe('failure');
  expect(outcome.annotations[1]?.message).toEqual(typeof words === 'string' ? words : expect.stringMatching(words));
});
