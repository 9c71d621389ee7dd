import { expect, test } from 'vitest';
import { expr, jobMessage, run, runOnce } from '../testing/job-fixture.ts';

/** Prints text as it is, from a file of its own: no shell quoting in the way. */
function print(text: string) {
  return run(`print(${JSON.stringify(text)})`, { shell: 'python' });
}

test('error, warning and notice become annotations with their place', async () => {
  const text = [
    '::error file=src/a.ts,line=3,endLine=4,title=Bad%3A thing::It broke%0Atwice 100%25',
    '::warning file=b.ts,line=5,col=7::careful',
    '::notice::fyi',
  ].join('\n');
  const outcome = await runOnce(jobMessage([print(text)]));
  expect(outcome.annotations).toEqual([
    {
      level: 'error',
      message: 'It broke\ntwice 100%',
      file: 'src/a.ts',
      line: 3,
      endLine: 4,
      title: 'Bad: thing',
      step: 0,
    },
    { level: 'warning', message: 'careful', file: 'b.ts', line: 5, column: 7, step: 0 },
    { level: 'notice', message: 'fyi', step: 0 },
  ]);
  expect(outcome.lines).toEqual(['##[error]It broke', 'twice 100%', '##[warning]careful', '##[notice]fyi']);
  expect(outcome.conclusion).toBe('success');
});

test('groups are shown in GitHub’s look', async () => {
  const outcome = await runOnce(jobMessage([print('::group::My title\ninside\n::endgroup::')]));
  expect(outcome.lines).toEqual(['##[group]My title', 'inside', '##[endgroup]']);
});

test('add-mask hides a value from then on, in later steps and annotations too', async () => {
  const outcome = await runOnce(
    jobMessage([print('::add-mask::open sesame\nopen sesame'), print('::error::say open sesame')]),
  );
  expect(outcome.lines).toEqual(['***', '##[error]say ***']);
  expect(outcome.annotations[0]?.message).toBe('say ***');
});

test('stop-commands pauses all commands until its token comes', async () => {
  const outcome = await runOnce(
    jobMessage([print('::stop-commands::pausetoken\n::error::not one\n::pausetoken::\n::notice::one')]),
  );
  expect(outcome.lines).toEqual(['::stop-commands::***', '::error::not one', '::***::', '##[notice]one']);
  expect(outcome.annotations).toHaveLength(1);
});

test('debug lines are shown only when asked for', async () => {
  expect((await runOnce(jobMessage([print('::debug::inner')]))).lines).toEqual([]);
  const outcome = await runOnce(jobMessage([print('::debug::inner')], { secrets: { ACTIONS_STEP_DEBUG: 'true' } }));
  expect(outcome.lines).toEqual(['##[debug]inner']);
});

test('set-output still works, with its warning; set-env is disabled and fails the step', async () => {
  const outcome = await runOnce(
    jobMessage([
      { ...print('::set-output name=x::old'), id: 'a' },
      run(expr("format('echo {0}', steps.a.outputs.x)")),
      print('::set-env name=X::1'),
    ]),
  );
  expect(outcome.lines[0]).toMatch(/^##\[warning\]The `set-output` command is deprecated/);
  expect(outcome.lines[1]).toBe('old');
  expect(outcome.lines[2]).toBe("##[error]Unable to process command '::set-env name=X::1' successfully.");
  expect(outcome.conclusion).toBe('failure');
});

test('echo shows commands as they are processed', async () => {
  const outcome = await runOnce(jobMessage([print('::echo::on\n::group::g\n::echo::off\n::endgroup::')]));
  expect(outcome.lines).toEqual(['::group::g', '##[group]g', '::echo::off', '##[endgroup]']);
});

test('an unknown command is a line like any other', async () => {
  const outcome = await runOnce(jobMessage([print('::frobnicate::x\nstd::vector::size')]));
  expect(outcome.lines).toEqual(['::frobnicate::x', 'std::vector::size']);
});

test('GITHUB_ENV, GITHUB_PATH and GITHUB_OUTPUT reach later steps', async () => {
  const outcome = await runOnce(
    jobMessage([
      run(
        'printf "A=1\\nB<<END\\ntwo\\n\\nlines=x\\nEND\\n" >> $GITHUB_ENV; mkdir bin; printf "#!/bin/sh\\necho tool\\n" > bin/mytool; chmod +x bin/mytool; echo $PWD/bin >> $GITHUB_PATH; echo k=v=w >> $GITHUB_OUTPUT',
        { id: 'one' },
      ),
      run('echo "$A"; echo "$B"; mytool'),
      run(expr("format('echo {0} {1}', env.A, steps.one.outputs.k)")),
    ]),
  );
  expect(outcome.lines).toEqual(['1', 'two', '', 'lines=x', 'tool', '1 v=w']);
});

test('what a process writes to its files after its step is lost', async () => {
  const wait = 'for i in $(seq 200); do [ -e late ] && break; sleep 0.05; done';
  const outcome = await runOnce(
    jobMessage([
      run('(while ! [ -e second ]; do sleep 0.05; done; echo LATE=1 >> $GITHUB_ENV; touch late) > /dev/null 2>&1 &'),
      run(`touch second; ${wait}; echo OWN=1 >> $GITHUB_ENV`),
      run('echo "[$LATE] [$OWN]"'),
    ]),
  );
  expect(outcome.lines).toEqual(['[] [1]']);
});

test('a malformed file fails the step and says which line', async () => {
  const outcome = await runOnce(
    jobMessage([
      run('echo "no value" >> $GITHUB_ENV', { continueOnError: true }),
      run('printf "A<<END\\nx\\n" >> $GITHUB_OUTPUT', { continueOnError: true }),
    ]),
  );
  expect(outcome.lines).toEqual([
    "##[error]Unable to process file command 'env' successfully.",
    "##[error]Invalid format 'no value' in line 1: expected NAME=value or NAME<<DELIMITER.",
    "##[error]Unable to process file command 'output' successfully.",
    "##[error]Invalid value in line 1: matching delimiter not found 'END'.",
  ]);
});

test('GITHUB_ENV refuses NODE_OPTIONS and the default variables', async () => {
  const outcome = await runOnce(
    jobMessage([
      run('printf "NODE_OPTIONS=--require x\\nGITHUB_SHA=1\\nRUNNER_OS=2\\nFINE=3\\n" >> $GITHUB_ENV'),
      run('echo "[$NODE_OPTIONS] $RUNNER_OS $FINE"'),
    ]),
  );
  expect(outcome.lines[0]).toBe("##[error]Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
  expect(outcome.lines.slice(1, 3).every((line) => line.startsWith("##[warning]Can't store "))).toBe(true);
  expect(outcome.lines.at(-1)).toBe('[] Linux 3');
  expect(outcome.conclusion).toBe('success');
});

test('summaries of all steps come together, masked; one that is too large is left out and said', async () => {
  const outcome = await runOnce(
    jobMessage(
      [
        run('echo "# One topsecret" >> $GITHUB_STEP_SUMMARY'),
        run('head -c 2000000 /dev/zero | tr "\\0" x >> $GITHUB_STEP_SUMMARY'),
        run('echo "# Two" >> $GITHUB_STEP_SUMMARY'),
      ],
      { secrets: { K: 'topsecret' } },
    ),
  );
  expect(outcome.summary).toBe('# One ***\n\n# Two\n');
  expect(outcome.conclusion).toBe('success');
  expect(outcome.lines.join()).toMatch(/summary.*1024 KiB/);
});

test('annotations stop at their limit; the log has them all', async () => {
  const outcome = await runOnce(jobMessage([run('for i in $(seq 1 20); do echo "::notice::$i"; done')]), {
    control: { limits: { annotations: 5 } },
  });
  expect(outcome.annotations).toHaveLength(5);
  expect(outcome.lines).toHaveLength(20);
});
