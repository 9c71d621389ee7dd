import { expect, test } from 'vitest';
import { expr, jobMessage, run, runOnce } from './testing/job-fixture.ts';

test('a job runs its steps in order and succeeds', async () => {
  const outcome = await runOnce(jobMessage([run('echo one'), run('echo two >&2')]));
  expect(outcome.conclusion).toBe('success');
  expect(outcome.lines).toEqual(['one', 'two']);
  expect(outcome.steps.map((step) => [step.name, step.conclusion])).toEqual([
    ['Run echo one', 'success'],
    ['Run echo two >&2', 'success'],
  ]);
});

test('a failing step ends the job, names its exit code, and later steps are skipped', async () => {
  const outcome = await runOnce(
    jobMessage([
      run('exit 3'),
      run('echo never'),
      run('echo told', { if: expr('failure()') }),
      run('echo always', { if: expr('always()') }),
    ]),
  );
  expect(outcome.conclusion).toBe('failure');
  expect(outcome.lines).toEqual(['##[error]Process completed with exit code 3.', 'told', 'always']);
  expect(outcome.steps.map((step) => step.conclusion)).toEqual(['failure', 'skipped', 'success', 'success']);
  expect(outcome.annotations).toEqual([{ level: 'error', message: 'Process completed with exit code 3.', step: 0 }]);
});
