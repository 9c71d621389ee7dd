import { describe, expect, it } from 'vitest';
import type { JobPlan, WorkflowPlan } from '../contract/plan.ts';
import { parseWorkflow } from './parse-workflow.ts';

async function planOf(text: string): Promise<WorkflowPlan> {
  const parsed = await parseWorkflow({ path: '.github/workflows/ci.yml', text });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 2));
  return parsed.plan;
}

async function jobOf(lines: string): Promise<JobPlan> {
  const plan = await planOf(`on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{ run: echo }]\n    ${lines}\n`);
  const [job] = plan.jobs;
  if (job === undefined) throw new Error('no job');
  return job;
}

async function problemsOf(text: string): Promise<string[]> {
  const parsed = await parseWorkflow({ path: 'ci.yml', text });
  return parsed.ok ? [] : parsed.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

const job = 'jobs:\n  a:\n    runs-on: x\n    steps: [{ run: echo }]\n';

describe('a workflow', () => {
  it('is named after its file when it has no name', async () => {
    expect(await planOf(`on: push\n${job}`)).toMatchObject({ name: '.github/workflows/ci.yml', on: { push: {} } });
  });

  it('has its triggers in three forms', async () => {
    const forms = ['on: push', 'on: [push]', 'on:\n  push:', 'on: { push: {} }'];
    for (const form of forms) expect((await planOf(`${form}\n${job}`)).on).toEqual({ push: {} });
    expect((await planOf(`on: [push, pull_request, workflow_dispatch]\n${job}`)).on).toEqual({
      push: {},
      pull_request: {},
      workflow_dispatch: { inputs: {} },
    });
  });

  it('may have a filter as one text', async () => {
    expect((await planOf(`on: { push: { branches: main } }\n${job}`)).on.push).toEqual({ branches: ['main'] });
  });

  it.each([
    ['read-all', 'contents', 'read'],
    ['write-all', 'contents', 'write'],
    ['{ contents: write }', 'contents', 'write'],
    ['{ contents: none }', 'contents', 'none'],
    ['{}', 'contents', undefined],
  ])('has permissions %s', async (permissions, scope, level) => {
    expect((await planOf(`on: push\npermissions: ${permissions}\n${job}`)).permissions?.[scope]).toBe(level);
  });

  it('is warned about permissions that do nothing here', async () => {
    const text = `on: push\npermissions: { contents: write, issues: write, checks: read }\n${job}`;
    const parsed = await parseWorkflow({ path: 'ci.yml', text });
    expect(parsed).toMatchObject({
      ok: true,
      warnings: [{ message: '`issues: write` has no effect here', line: 2, column: 33 }],
    });
  });

  it('is warned once about identity tokens', async () => {
    const parsed = await parseWorkflow({ path: 'ci.yml', text: `on: push\npermissions: { id-token: write }\n${job}` });
    expect(parsed.ok && parsed.warnings.map(({ message }) => message)).toEqual(['`id-token` has no effect here']);
  });

  it('keeps text in scripts as it is, also beside expressions', async () => {
    const plan = await planOf(
      "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          if true; then\n            echo '${{ github.ref }}' {a}\n          fi\n      - run: >\n          one\n          two ${{ github.sha }}\n",
    );
    expect(plan.jobs[0]?.steps.map((step) => step.run)).toEqual([
      { $expr: "format('if true; then\n  echo ''{0}'' {{a}}\nfi\n', github.ref)", at: [6, 14] },
      { $expr: "format('one two {0}\n', github.sha)", at: [10, 14] },
    ]);
  });

  it('takes a text that only looks like an expression for what it is', async () => {
    expect((await jobOf("env: { A: \"${{ 'plain' }}\", B: '$x {{y}}' }")).env).toEqual({ A: 'plain', B: '$x {{y}}' });
  });
});

describe('a job', () => {
  it('needs others by any case, each once', async () => {
    const plan = await planOf(`on: push\n${job}  b:\n    needs: [A, a]\n    runs-on: x\n    steps: [{ run: echo }]\n`);
    expect(plan.jobs[1]?.needs).toEqual(['a']);
  });

  it.each([
    ['if: always()', 'always()', [6, 9]],
    ['if: ${{ always() }}', 'always()', [6, 13]],
    ['if: "${{ always() }}"', 'always()', [6, 14]],
    ['if: true', 'true', [6, 9]],
    ["if: github.ref != ''", "github.ref != ''", [6, 9]],
    ['if: |\n      ${{ always() }}', 'always()', [6, 9]],
    ['if: >-\n      always() &&\n      true', 'always() && true', [6, 9]],
  ])('has the condition %j', async (lines, $expr, at) => {
    expect((await jobOf(lines)).if).toEqual({ $expr, at });
  });

  it('without a condition or with an empty one has none', async () => {
    expect((await jobOf('if:')).if).toBeUndefined();
    expect((await jobOf("if: ''")).if).toBeUndefined();
  });

  it.each([
    ['runs-on: x', 'x'],
    ['runs-on: [a, b]', ['a', 'b']],
    ['runs-on: ${{ matrix.os }}', { $expr: 'matrix.os', at: [5, 18] }],
    ['runs-on: { group: g, labels: [a] }', { group: 'g', labels: ['a'] }],
  ])('runs on %s', async (line, runsOn) => {
    const plan = await planOf(`on: push\njobs:\n  a:\n    steps: [{ run: echo }]\n    ${line}\n`);
    expect(plan.jobs[0]?.runsOn).toEqual(runsOn);
  });

  it('has an environment by name or with an address', async () => {
    expect((await jobOf('environment: production')).environment).toEqual({ name: 'production' });
    expect((await jobOf('environment: { name: a, url: https://b }')).environment).toEqual({
      name: 'a',
      url: 'https://b',
    });
  });

  it('has a concurrency group by name or as a mapping', async () => {
    expect((await jobOf('concurrency: a')).concurrency).toEqual({ group: 'a', cancelInProgress: false });
    expect((await jobOf('concurrency: { group: a, cancel-in-progress: true }')).concurrency).toEqual({
      group: 'a',
      cancelInProgress: true,
    });
  });

  it('has its strategy as in the file', async () => {
    expect(
      (await jobOf('strategy: { fail-fast: false, max-parallel: 2, matrix: { a: [1, "1.10"] } }')).strategy,
    ).toEqual({
      at: [6, 5],
      failFast: false,
      maxParallel: 2,
      matrix: { a: [1, '1.10'] },
    });
  });
});

describe('a faulty workflow', () => {
  it.each([
    ['', ['1:1 The file is empty']],
    ['# only a comment', ['1:1 The file is empty']],
    ['- a', ['1:1 A list is not expected here']],
    ['text', ['1:1 `text` is not expected here']],
    ['on: push', ['1:1 The key `jobs` is missing', '1:1 The workflow has no jobs']],
    ['on: push\njobs: {}', ['2:1 The workflow has no jobs']],
    [job, ['1:1 The key `on` is missing']],
    [`on: push\non: push\n${job}`, ['2:1 The key `on` stands here twice']],
    [`on: push\nnmae: x\n${job}`, ['2:1 `nmae` is not expected here']],
    [`on:\n  push:\n    branches:\n${job}`, ['3:14 A value is missing here']],
    [`on: push\n1: x\n${job}`, ['2:1 A key must be text']],
    [`on: push\n? [a]\n: b\n${job}`, ['2:3 A key must be text']],
    [`on: push\n__proto__: x\n${job}`, ['2:1 A key cannot be named `__proto__`']],
    [`on: push\ntoString: x\n${job}`, ['2:1 `toString` is not expected here']],
    [`on: push\nname: !custom x\n${job}`, ['2:15 The YAML tag `!custom` is not known here']],
    [`on: push\n${job}---\nmore: 1\n`, ['6:1 The file holds more than one YAML document']],
    [`on: push\nenv: &a { A: *a }\n${job}`, ['2:14 The alias `*a` stands inside what it repeats']],
    [`on: push\nenv: { A: *nowhere }\n${job}`, ['2:11 The alias `*nowhere` repeats nothing that stands before it']],
    [`on: push\nenv:\n\tA: 1\n${job}`, ['3:1 Broken YAML: Tabs are not allowed as indentation']],
    ['on: push\njobs:\n  a:\n    runs-on: x\n', ['3:3 The job `a` has no steps']],
    ['on: push\njobs:\n  a:\n    runs-on: x\n    steps: []\n', ['3:3 The job `a` has no steps']],
    ['on: push\njobs:\n  a:\n    steps: [{ run: x }]\n', ['4:5 The key `runs-on` is missing']],
    [`on: push\n${job}    needs: a\n`, ['6:12 The jobs need each other in a circle: a -> a']],
    [
      `on: push\n${job}    if: github.ref == \${{ github.sha }}\n`,
      ['6:9 The condition mixes text with `${{ }}`, so it would always be true'],
    ],
    [`on: push\n${job}    env: { "\${{ github.ref }}": 1 }\n`, ['6:12 An expression as a key is not supported']],
    [`on: push\n${job}    timeout-minutes: \${{ steps.a }}\n`, ["6:22 Unrecognized named-value: 'steps'"]],
    [`on: push\n${job}    name: a \${{ github.ref }} b \${{ oops }}\n`, ["6:33 Unrecognized named-value: 'oops'"]],
    [
      `on: push\n${job}      - run: |\n          one\n          two \${{ oops() }}\n`.replace('[{ run: echo }]', ''),
      ["8:15 Unrecognized function: 'oops'"],
    ],
    [
      'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - { id: A, run: x }\n      - { id: a, run: x }\n',
      ['7:11 Two steps have the id `a`'],
    ],
    ['on: push\njobs:\n  a b:\n    runs-on: x\n    steps: [{ run: x }]\n', ['3:3 `a b` cannot be a job id']],
    [`on: push\n${job}    strategy: { matrix: { a: [1, 2], b: [] } }\n`, ['6:38 The matrix axis `b` has no values']],
    [`on: push\n${job}    timeout-minutes: 0\n`, ['6:22 `timeout-minutes` must be above zero']],
    [
      `on: push\n${job}    strategy: { max-parallel: -1, matrix: { a: [1] } }\n`,
      ['6:31 `max-parallel` must be above zero'],
    ],
    [`on: { schedule: [] }\n${job}`, ['1:17 `schedule` has no times']],
    [`on: { schedule: [{ cron: '0 0 30 2 *' }] }\n${job}`, ['1:26 `0 0 30 2 *` is no schedule: it never happens']],
  ])('%#: is refused with its place', async (text, problems) => {
    expect(await problemsOf(text)).toEqual(problems);
  });

  it('names the key that was probably meant', async () => {
    const parsed = await parseWorkflow({ path: 'ci.yml', text: `on: push\n${job}    need: b\n` });
    expect(parsed.ok ? '' : parsed.problems[0]?.hint).toBe('Did you mean `needs`?');
  });
});

describe('a workflow made to do harm', () => {
  const bomb = `on: push\nenv: &a0 { A: 1 }\nx0: &b0 [1, 2]\n${Array.from({ length: 30 }, (_, n) => `x${n + 1}: &b${n + 1} [*b${n}, *b${n}, *b${n}]\n`).join('')}${job}`;
  const many = `on: push\nenv: &a { A: 1 }\n${'x: *a\n'.repeat(2000)}${job}`;

  it.each([
    ['a bomb of aliases', bomb, 'With its aliases written out the file has more than 50000 values'],
    ['many aliases', many, 'With its aliases written out the file has more than 500 aliases'],
    ['a megabyte', `on: push\n${job}# ${'x'.repeat(1_000_000)}\n`, 'The file is larger than 262144 bytes'],
    ['many values', `on: push\nenv: [${'1,'.repeat(60_000)}]\n${job}`, 'the file has more than 50000 values'],
    ['deep brackets', `on: ${'['.repeat(100_000)}`, 'Nested deeper than 50 levels'],
    ['deep lists', `on:\n${'- '.repeat(100_000)}`, 'Nested deeper than 50 levels'],
    ['deep mappings', `on: ${'{a: '.repeat(50_000)}`, 'Nested deeper than 50 levels'],
    ['deep question marks', '? '.repeat(100_000), 'Nested deeper than 50 levels'],
    [
      'a matrix of ten thousand',
      `on: push\n${job}    strategy: { matrix: { a: &a [1,2,3,4,5,6,7,8,9,10], b: *a, c: *a, d: *a } }\n`,
      'The matrix makes 10000 jobs; at most 256 are allowed',
    ],
    [
      'a long expression',
      `on: push\n${job}    if: ${'x'.repeat(30_000)}\n`,
      'The expression is longer than 21,000 characters',
    ],
    [
      'a deep expression',
      `on: push\n${job}    if: ${'('.repeat(5000)}1${')'.repeat(5000)}\n`,
      'Exceeded max expression depth',
    ],
  ])('%s is refused in one clear line', async (_name, text, message) => {
    expect((await problemsOf(text)).join('\n')).toContain(message);
  });

  it('of five hundred jobs in a chain is read', async () => {
    const jobs = Array.from(
      { length: 500 },
      (_, n) => `  j${n}: { runs-on: x, steps: [{ run: x }]${n > 0 ? `, needs: j${n - 1}` : ''} }\n`,
    );
    expect((await planOf(`on: push\njobs:\n${jobs.reverse().join('')}`)).jobs).toHaveLength(500);
  });
});
