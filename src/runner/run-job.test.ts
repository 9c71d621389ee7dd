import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expr, jobMessage, openPlace, run, runOnce } from './testing/job-fixture.ts';
import { isRunning } from './testing/processes.ts';

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

test('continue-on-error keeps the outcome and mends the conclusion', async () => {
  const outcome = await runOnce(
    jobMessage([
      run('exit 1', { id: 'weak', continueOnError: true }),
      run(expr("format('echo {0} {1}', steps.weak.outcome, steps.weak.conclusion)")),
    ]),
  );
  expect(outcome.conclusion).toBe('success');
  expect(outcome.lines.at(-1)).toBe('failure success');
});

test('a condition sees contexts; one that cannot be evaluated fails its step', async () => {
  const outcome = await runOnce(
    jobMessage(
      [
        run('echo linux', { if: expr("runner.os == 'Linux' && matrix.version == 3") }),
        run('echo other', { if: expr("github.ref == 'refs/heads/other'") }),
        run('echo broken', { if: expr("fromJSON('{')") }),
      ],
      { matrix: { version: 3 } },
    ),
  );
  expect(outcome.steps.map((step) => step.conclusion)).toEqual(['success', 'skipped', 'failure']);
  expect(outcome.lines.join('\n')).toContain('fromJSON()');
});

test('workflow, job and step env come together, later ones win, and each sees those before it', async () => {
  const outcome = await runOnce(
    jobMessage([run('echo "$A $B $C $D"', { env: { C: 'step', D: expr("format('{0}+', env.B)") } })], {
      env: [{ A: 'workflow', B: 'workflow', C: 'workflow' }, { B: expr("format('job of {0}', env.A)") }],
    }),
  );
  expect(outcome.lines).toEqual(['workflow job of workflow step job of workflow+']);
});

test('default variables are there and cannot be replaced', async () => {
  const script = 'echo "$CI|$GITHUB_ACTIONS|$GITHUB_SHA|$GITHUB_REF_NAME|$RUNNER_OS|$GITHUB_JOB|$GITHUB_ACTION"; pwd';
  const outcome = await runOnce(jobMessage([run(script, { env: { GITHUB_SHA: 'mine', RUNNER_OS: 'mine' } })]));
  expect(outcome.lines[0]).toBe(`true|true|${'f'.repeat(40)}|main|Linux|build|__run`);
  expect(outcome.lines[1]).toMatch(/\/workspace$/);
});

test('nothing of the runner’s own environment reaches a step', async () => {
  const outcome = await runOnce(jobMessage([run('env | cut -d= -f1 | sort | tr "\\n" " "')]));
  expect(outcome.lines.join(' ')).not.toMatch(/VITEST|NODE_OPTIONS|USER|SSH/);
});

test('the event’s payload lies in the file that GITHUB_EVENT_PATH names', async () => {
  const outcome = await runOnce(
    jobMessage([
      run("python3 -c \"import json,os; print(json.load(open(os.environ['GITHUB_EVENT_PATH']))['after'][:4])\""),
    ]),
  );
  expect(outcome.lines).toEqual(['ffff']);
});

test('shells: the default stops at the first fault but not inside a pipe, bash as named stops there too', async () => {
  const outcome = await runOnce(
    jobMessage([
      run('false | true\necho reached'),
      run('false | true\necho never', { shell: 'bash', continueOnError: true }),
      run('echo $0', { shell: 'sh' }),
      run('import sys\nprint(sys.version_info.major)', { shell: 'python' }),
      run('print "perl\\n"', { shell: 'perl {0}' }),
    ]),
  );
  expect(outcome.lines[0]).toBe('reached');
  expect(outcome.lines[1]).toBe('##[error]Process completed with exit code 1.');
  expect(outcome.lines[2]).toMatch(/\.sh$/);
  expect(outcome.lines.slice(3)).toEqual(['3', 'perl']);
});

test('a shell that is not there, or is none, is said, with what to do', async () => {
  const outcome = await runOnce(
    jobMessage([
      run('1', { shell: 'nosuchshell {0}', continueOnError: true }),
      run('1', { shell: 'bash -x', continueOnError: true }),
    ]),
  );
  expect(outcome.lines).toEqual([
    '##[error]The shell nosuchshell is not installed in the place of this job.',
    "Install nosuchshell on the agent's machine, or use bash or sh.",
    "##[error]Invalid shell option 'bash -x'.",
  ]);
});

test('working-directory: of the step, of the defaults, and one that is missing', async () => {
  await using place = await openPlace();
  await mkdir(join(place.executor.layout.workspace, 'sub/deep'), { recursive: true });
  const outcome = await place.run(
    jobMessage(
      [
        run('basename "$PWD"'),
        run('basename "$PWD"', { workingDirectory: 'sub/deep' }),
        run('pwd', { workingDirectory: 'nowhere' }),
      ],
      { defaults: { workingDirectory: 'sub' } },
    ),
  );
  expect(outcome.lines.slice(0, 2)).toEqual(['sub', 'deep']);
  expect(outcome.lines[2]).toBe('##[error]The working directory nowhere does not exist.');
});

test('the head of a step shows its script, shell and env, secrets masked', async () => {
  const outcome = await runOnce(
    jobMessage([run('echo hi', { env: { KEY: expr('secrets.KEY'), PLAIN: 'x' } })], { secrets: { KEY: 'hunter2' } }),
  );
  const head = outcome.log.filter((line) => line.s === 0).map((line) => line.x);
  expect(head).toEqual([
    '##[group]Run echo hi',
    '\u001b[36;1mecho hi\u001b[0m',
    expect.stringMatching(/^shell: .*\/bash -e \{0\}$/),
    'env:',
    '  KEY: ***',
    '  PLAIN: x',
    '##[endgroup]',
    'hi',
  ]);
});

test('job outputs come from steps; one that holds a secret is left out and said', async () => {
  const outcome = await runOnce(
    jobMessage(
      [
        run('echo "v=1.2" >> $GITHUB_OUTPUT; echo "s=see $K" >> $GITHUB_OUTPUT', {
          id: 'one',
          env: { K: expr('secrets.K') },
        }),
      ],
      {
        secrets: { K: 'topsecret' },
        outputs: { version: expr('steps.one.outputs.v'), leak: expr('steps.one.outputs.s') },
      },
    ),
  );
  expect(outcome.outputs).toEqual({ version: '1.2' });
  expect(outcome.log.at(-1)?.x).toBe("##[warning]Skip output 'leak' since it may contain secret.");
});

test('hashFiles works in every value, and is empty without files', async () => {
  await using place = await openPlace();
  await writeFile(join(place.executor.layout.workspace, 'package-lock.json'), '{}');
  const outcome = await place.run(
    jobMessage([run(expr("format('echo [{0}] [{1}]', hashFiles('**/package-lock.json'), hashFiles('none'))"))]),
  );
  // SHA-256 of the SHA-256 of `{}`, as GitHub's runner computes it.
  const { createHash } = await import('node:crypto');
  const inner = createHash('sha256').update('{}').digest();
  expect(outcome.lines).toEqual([`[${createHash('sha256').update(inner).digest('hex')}] []`]);
});

test('progress is reported as steps change, with all of them in order', async () => {
  const outcome = await runOnce(jobMessage([run('true'), run('true')]));
  const seen = outcome.reports.map((steps) => steps.map((step) => step.status).join());
  expect(seen).toContain('queued,queued');
  expect(seen).toContain('in_progress,queued');
  expect(seen).toContain('completed,in_progress');
  expect(seen.at(-1)).toBe('completed,completed');
  expect(outcome.steps.every((step) => step.startedAt !== null && step.completedAt !== null)).toBe(true);
});

test('a step name with an expression is evaluated and masked', async () => {
  const outcome = await runOnce(
    jobMessage([run('true', { name: expr("format('Build {0} {1}', matrix.os, secrets.K)") })], {
      matrix: { os: 'arm' },
      secrets: { K: 'topsecret' },
    }),
  );
  expect(outcome.steps[0]?.name).toBe('Build arm ***');
});

test('a port that gives up (the lease is lost) ends the job at once, with its processes', async () => {
  await using place = await openPlace();
  const pidFile = join(place.executor.layout.workspace, 'pid');
  const log = {
    write: ({ x }: { x: string }) => (x === 'begun' ? Promise.reject(new Error('lease lost')) : Promise.resolve()),
  };
  const running = place.run(jobMessage([run('echo $$ > pid; echo begun; exec sleep 600')]), { ports: { log } });
  await expect(running).rejects.toThrow('lease lost');
  const pid = Number(await readFile(pidFile, 'utf8'));
  await expect.poll(() => isRunning(pid)).toBe(false);
});

test('output that comes after the shell ended, from a background process, does not hold the job up', async () => {
  await using place = await openPlace();
  const outcome = await place.run(
    jobMessage([run('(while true; do echo noise; sleep 0.01; done) & echo done'), run('echo next')]),
  );
  expect(outcome.lines).toContain('next');
});
