import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunState } from '../contract/run-state.ts';
import { RandomWorld } from './testing/random-world.ts';
import { SimulatedRun, workflow } from './testing/simulated-run.ts';

const job = fc.record({
  needs: fc.array(fc.nat(), { maxLength: 3 }),
  condition: fc.constantFrom(
    '',
    'if: always()',
    'if: failure()',
    'if: ${{ !cancelled() }}',
    'if: false',
    'if: cancelled()',
  ),
  matrix: fc.integer({ min: 0, max: 4 }),
  maxParallel: fc.integer({ min: 0, max: 2 }),
  failFast: fc.boolean(),
  continueOnError: fc.constantFrom('', 'continue-on-error: true'),
  concurrency: fc.constantFrom('', '', 'concurrency: shared'),
  calls: fc.constantFrom('', '', '', 'inner', 'outer'),
});

type RandomJob = typeof job extends fc.Arbitrary<infer T> ? T : never;

const files = {
  '.github/workflows/inner.yml': workflow({ a: '', b: 'needs: a', c: 'needs: a\nif: always()' }).replace(
    'push',
    'workflow_call',
  ),
  '.github/workflows/outer.yml': workflow({
    d: 'strategy: { matrix: { n: [1, 2] } }\nuses: ./.github/workflows/inner.yml',
    e: 'needs: d\nif: failure()',
  }).replace('push', 'workflow_call'),
};

/** Jobs need earlier ones only, so there is no circle. */
function textOf(jobs: RandomJob[], grouped: boolean): string {
  const entries = jobs.map((one, index) => {
    const needs = index === 0 ? [] : [...new Set(one.needs.map((need) => `j${need % index}`))];
    const strategy = [
      `matrix: { n: [${Array.from({ length: one.matrix }, (_, n) => n).join(', ')}] }`,
      `fail-fast: ${one.failFast}`,
      ...(one.maxParallel > 0 ? [`max-parallel: ${one.maxParallel}`] : []),
    ].join(', ');
    const lines = [
      needs.length > 0 ? `needs: [${needs.join(', ')}]` : '',
      one.condition,
      one.calls === '' ? one.continueOnError : `uses: ./.github/workflows/${one.calls}.yml`,
      one.concurrency,
      one.matrix > 0 ? `strategy: { ${strategy} }` : '',
    ];
    return [`j${index}`, lines.filter((line) => line !== '').join('\n')] as const;
  });
  return workflow(Object.fromEntries(entries), grouped ? 'concurrency: all' : '');
}

function expectFinished(state: RunState): void {
  expect(state.status).toBe('completed');
  for (const one of state.jobs) {
    expect(one.status).toBe('completed');
    expect(one.conclusion).not.toBeNull();
    expect(one.result).not.toBeNull();
  }
}

const scenario = {
  jobs: fc.array(job, { minLength: 1, maxLength: 7 }),
  grouped: fc.boolean(),
  choices: fc.array(fc.nat({ max: 100_000 }), { maxLength: 60 }),
  cancelAt: fc.option(fc.nat({ max: 60 })),
  rerun: fc.constantFrom('all' as const, 'failed' as const),
};

describe('any run, whatever happens to it', () => {
  it('ends with one conclusion for each job, and again after a rerun', async () => {
    await fc.assert(
      fc.asyncProperty(fc.record(scenario), async ({ jobs, grouped, choices, cancelAt, rerun }) => {
        const { state } = await SimulatedRun.of(textOf(jobs, grouped), { files });
        const world = new RandomWorld(state);
        world.send({ type: 'start' });
        choices.forEach((choice, index) => {
          if (index === cancelAt) world.send({ type: 'cancel', by: 'mona' });
          world.act(choice);
        });
        world.drain();
        expectFinished(world.state);
        const failed = world.state.jobs.some((one) => one.conclusion !== 'success' && one.conclusion !== 'skipped');
        world.send({ type: 'rerun', only: rerun, by: 'mona' });
        expect(world.state.attempt).toBe(rerun === 'all' || failed ? 2 : 1);
        choices.forEach((choice) => {
          world.act(choice);
        });
        world.drain();
        expectFinished(world.state);
      }),
      { numRuns: 150 },
    );
  });
});
