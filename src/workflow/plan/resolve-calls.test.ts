import { describe, expect, it } from 'vitest';
import { parseWorkflow } from '../parse-workflow.ts';

const folder = '.github/workflows';

/** A workflow that calls; `lines` of the calling job, the call of `b.yml` at line 4. */
const caller = (lines = ''): string =>
  `on: push\njobs:\n  a:\n    uses: ./${folder}/b.yml\n${lines.replace(/^(?=.)/gm, '    ')}`;

const callable = (on = '', jobs = 'b: { runs-on: ubuntu-latest, steps: [{ run: make }] }'): string =>
  `on: { workflow_call: { ${on} } }\njobs:\n  ${jobs}\n`;

async function problemsOf(text: string, files: Record<string, string>): Promise<string[]> {
  const parsed = await parseWorkflow(
    { path: `${folder}/a.yml`, text },
    ({ repository, path }) =>
      files[repository === null ? path.slice(folder.length + 1) : `${repository}:${path.slice(folder.length + 1)}`],
  );
  if (parsed.ok) return [];
  return parsed.problems.map(({ line, column, message, hint }) => `${line}:${column} ${message} (${hint})`);
}

describe('the workflows that a file calls', () => {
  it('are read with it, also those that they call', async () => {
    const files = {
      'b.yml': callable('', `c: { uses: ./${folder}/c.yml }`),
      'c.yml': callable(),
    };
    const parsed = await parseWorkflow(
      { path: `${folder}/a.yml`, text: caller() },
      ({ path }) => Object.entries(files).find(([name]) => path === `${folder}/${name}`)?.[1],
    );
    expect(parsed.ok && Object.keys(parsed.plan.called ?? {})).toEqual([`${folder}/b.yml`, `${folder}/c.yml`]);
  });

  it('must be there, and be made for it', async () => {
    expect(await problemsOf(caller(), {})).toEqual([
      expect.stringContaining(`4:11 There is no workflow file \`${folder}/b.yml\``),
    ]);
    const files = { 'b.yml': callable().replace(/^on.*/, 'on: push') };
    expect(await problemsOf(caller(), files)).toEqual([
      expect.stringContaining('cannot be called (Add `workflow_call:`'),
    ]);
  });

  it('are named with the place of their own faults', async () => {
    const files = { 'b.yml': callable('', 'b: { runs-on: ubuntu-latest, stepz: [] }') };
    expect(await problemsOf(caller(), files)).toEqual([
      expect.stringMatching(/^4:11 .*b\.yml:3:3: The job `b` has no steps/),
    ]);
  });

  it('may not call each other in a circle', async () => {
    const files = {
      'b.yml': callable('', `c: { uses: ./${folder}/c.yml }`),
      'c.yml': callable('', `b: { uses: ./${folder}/b.yml }`),
    };
    expect(await problemsOf(caller(), files)).toEqual([expect.stringContaining('in a circle')]);
  });

  it('may be ten deep at most', async () => {
    const chain = (length: number): Record<string, string> =>
      Object.fromEntries([
        ...Array.from({ length: length - 1 }, (_, nth) => [
          nth === 0 ? 'b.yml' : `n${nth}.yml`,
          callable('', `c: { uses: ./${folder}/n${nth + 1}.yml }`),
        ]),
        [`n${length - 1}.yml`, callable()],
      ]);
    expect(await problemsOf(caller(), chain(9))).toEqual([]);
    expect(await problemsOf(caller(), chain(10))).toEqual([
      expect.stringContaining('More than 10 workflows call one another'),
    ]);
  });

  const elsewhere = caller().replace(`./${folder}/b.yml`, `octo/tools/${folder}/b.yml@v1`);

  it('may lie in another repository, and call others there', async () => {
    const files = {
      'octo/tools:b.yml': callable('', `c: { uses: ./${folder}/c.yml }`),
      'octo/tools:c.yml': callable(),
    };
    expect(await problemsOf(elsewhere, files)).toEqual([]);
    const missing = { 'octo/tools:b.yml': files['octo/tools:b.yml'], 'c.yml': callable() };
    expect(await problemsOf(elsewhere, missing)).toEqual([
      expect.stringContaining(`There is no workflow file \`octo/tools/${folder}/c.yml@v1\``),
    ]);
  });

  it('are taken as they are where they cannot be looked at', async () => {
    const parsed = await parseWorkflow({ path: 'a.yml', text: elsewhere }, () => null);
    expect(parsed.ok).toBe(true);
  });
});

describe('what a call is given', () => {
  const inputs = callable('inputs: { to: { type: string, required: true }, n: { type: number } }');

  it.each([
    ['needs the input `to`', ''],
    ['has no input `too`', 'with: { to: x, too: y }'],
    ['`"five"` is no number for the input `n`', 'with: { to: x, n: five }'],
  ])('must fit: %s', async (message, lines) => {
    expect(await problemsOf(caller(lines), { 'b.yml': inputs })).toEqual([expect.stringContaining(message)]);
  });

  it('ignores the case of names', async () => {
    expect(await problemsOf(caller('with: { TO: x }'), { 'b.yml': inputs })).toEqual([]);
  });

  it('has the secrets that are required, unless all are inherited', async () => {
    const secret = { 'b.yml': callable('secrets: { key: { required: true } }') };
    expect(await problemsOf(caller(), secret)).toEqual([expect.stringContaining('needs the secret `key`')]);
    expect(await problemsOf(caller('secrets: { other: "1" }'), secret)).toEqual([
      expect.stringContaining('has no secret `other`'),
    ]);
    expect(await problemsOf(caller('secrets: inherit'), secret)).toEqual([]);
  });

  it('names one concurrency group at most', async () => {
    const files = { 'b.yml': `concurrency: deploy\n${callable()}` };
    expect(await problemsOf(caller('concurrency: mine'), files)).toEqual([
      expect.stringContaining('name a concurrency group'),
    ]);
  });
});
