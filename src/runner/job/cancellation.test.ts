import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expr, type JobPlace, jobMessage, openPlace, run, runOnce } from '../testing/job-fixture.ts';
import { isRunning } from '../testing/processes.ts';

const quick = { interruptGrace: 100, terminateGrace: 100, afterCancel: 60_000 };

/** Waits until a step has printed this line. */
async function untilLogged(place: JobPlace, text: string): Promise<void> {
  while (!place.log.some((line) => line.x === text)) await new Promise((resolve) => setTimeout(resolve, 10));
}

test('a cancel ends the running step, skips the rest, and still runs always() and cancelled() steps', async () => {
  await using place = await openPlace();
  const cancel = new AbortController();
  const running = place.run(
    jobMessage([
      run('echo begun; sleep 600'),
      run('echo never'),
      run('echo failure', { if: expr('failure()') }),
      run('echo cancelled', { if: expr('cancelled()') }),
      run('echo always', { if: expr('always()') }),
    ]),
    { control: { cancel: cancel.signal, limits: quick } },
  );
  await untilLogged(place, 'begun');
  cancel.abort('The run was canceled by a person.');
  const outcome = await running;
  expect(outcome.conclusion).toBe('cancelled');
  expect(outcome.lines).toEqual(['begun', '##[error]The run was canceled by a person.', 'cancelled', 'always']);
  expect(outcome.annotations.map(({ message }) => message)).toEqual(['The run was canceled by a person.']);
  expect(outcome.steps.map((step) => step.conclusion)).toEqual([
    'cancelled',
    'skipped',
    'skipped',
    'success',
    'success',
  ]);
});

test('the whole process group gets INT, then TERM, then KILL', async () => {
  await using place = await openPlace();
  const cancel = new AbortController();
  const stubborn = [
    'import os, signal, time',
    'signal.signal(signal.SIGINT, lambda *_: os.write(1, b"int\\n"))',
    'signal.signal(signal.SIGTERM, lambda *_: os.write(1, b"term\\n"))',
    'os.write(1, b"begun\\n")',
    'while True: time.sleep(0.02)',
  ].join('\n');
  const running = place.run(jobMessage([run(stubborn, { shell: 'python' })]), {
    control: { cancel: cancel.signal, limits: quick },
  });
  await untilLogged(place, 'begun');
  cancel.abort('stop');
  const outcome = await running;
  expect(outcome.lines).toEqual(['begun', 'int', 'term', '##[error]stop']);
});

test('a step with always() runs on when the job is cancelled under it', async () => {
  await using place = await openPlace();
  const cancel = new AbortController();
  const script = 'echo begun; while [ ! -e go ]; do sleep 0.02; done; echo finished';
  const running = place.run(jobMessage([run(script, { if: expr('always()') })]), {
    control: { cancel: cancel.signal, limits: quick },
  });
  await untilLogged(place, 'begun');
  cancel.abort('stop');
  await place.executor.write(join(place.executor.layout.workspace, 'go'), '');
  const outcome = await running;
  expect(outcome.steps[0]?.conclusion).toBe('success');
  expect(outcome.conclusion).toBe('cancelled');
});

test('steps after a cancel have a limit: then everything is killed', async () => {
  await using place = await openPlace();
  const cancel = new AbortController();
  const running = place.run(
    jobMessage([
      run('echo begun; sleep 600'),
      run('sleep 600', { if: expr('always()') }),
      run('echo x', { if: expr('always()') }),
    ]),
    { control: { cancel: cancel.signal, limits: { ...quick, afterCancel: 400 } } },
  );
  await untilLogged(place, 'begun');
  cancel.abort('stop');
  const outcome = await running;
  expect(outcome.steps.map((step) => step.conclusion)).toEqual(['cancelled', 'cancelled', 'skipped']);
});

test('a job cancelled before it starts runs no step', async () => {
  const outcome = await runOnce(jobMessage([run('echo never')]), {
    control: { cancel: AbortSignal.abort('too late') },
  });
  expect(outcome.conclusion).toBe('cancelled');
  expect(outcome.lines).toEqual([]);
});

test('a step out of time fails in words, with its whole group', async () => {
  await using place = await openPlace();
  const file = join(place.executor.layout.workspace, 'pid');
  const outcome = await place.run(
    jobMessage([
      run(`sleep 600 & echo $! > ${file}; wait`, { timeoutMinutes: 0.02 }),
      run('echo after', { if: expr('failure()') }),
    ]),
    { control: { limits: quick } },
  );
  expect(outcome.conclusion).toBe('failure');
  expect(outcome.lines).toEqual(['##[error]The step has timed out after 0.02 minutes.', 'after']);
  const pid = Number(await readFile(file, 'utf8'));
  await expect.poll(() => isRunning(pid)).toBe(false);
});

test('a job out of time is timed_out and still runs always() steps', async () => {
  const outcome = await runOnce(
    jobMessage([run('sleep 600'), run('echo clean', { if: expr('always()') })], { timeoutMinutes: 0.02 }),
    { control: { limits: quick } },
  );
  expect(outcome.conclusion).toBe('timed_out');
  expect(outcome.lines.at(-1)).toBe('clean');
});
