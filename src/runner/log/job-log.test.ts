import { expect, test } from 'vitest';
import { jobMessage, run, runOnce } from '../testing/job-fixture.ts';
import { truncationLine } from './job-log.ts';

test('a log over its limit ends with one visible line, and the job goes on', async () => {
  const script = 'head -c 70000000 /dev/zero | tr "\\0" "a" | fold -w 60000; echo; echo "::set-output name=done::yes"';
  const outcome = await runOnce(
    jobMessage([run(script, { id: 'big' })], { outputs: { done: { $expr: 'steps.big.outputs.done' } } }),
  );
  const bytes = outcome.log.reduce((sum, line) => sum + line.x.length + 1, 0);
  expect(bytes).toBeLessThan(64 * 1024 * 1024 + 70_000);
  expect(outcome.log.filter((line) => line.x === truncationLine)).toHaveLength(1);
  expect(outcome.log.at(-1)?.x).toBe(truncationLine);
  expect(outcome.conclusion).toBe('success');
  expect(outcome.outputs).toEqual({ done: 'yes' });
});

test('binary output neither crashes nor breaks a line’s limit', async () => {
  const outcome = await runOnce(jobMessage([run('head -c 3000000 /dev/urandom; echo; echo end')]));
  expect(outcome.lines.at(-1)).toBe('end');
  for (const line of outcome.log) expect(Buffer.byteLength(line.x)).toBeLessThanOrEqual(65_536);
});

test('a secret that comes in two writes is masked; so is one in a line of both streams’ making', async () => {
  const script = 'printf top; sleep 0.05; printf "secret\\n"; printf "err: topsecret\\n" >&2';
  const outcome = await runOnce(jobMessage([run(script)], { secrets: { A: 'topsecret' } }));
  expect(outcome.lines.toSorted()).toEqual(['***', 'err: ***']);
});
