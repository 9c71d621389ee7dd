import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../contract/run-state.ts';
import { advance, beginSteps } from './advance.ts';
import { defaultAgentClasses } from './agent-classes.ts';
import { engineEnv } from './engine-env.ts';
import { SimulatedRun, workflow } from './testing/simulated-run.ts';

const env = engineEnv(defaultAgentClasses('x64'), 1000);
const text = workflow({
  build: 'strategy: { max-parallel: 2, matrix: { n: [1, 2, 3, 4] } }',
  deploy: 'needs: build\nconcurrency: production',
  notify: 'needs: deploy\nif: failure()',
});

/** What an agent says of a job, and what comes late or twice. */
function eventsOf(jobId: string, conclusion: 'success' | 'failure'): RunEvent[] {
  const started: RunEvent = { type: 'job_started', jobId, attempt: 1, at: 2000 };
  const result = { conclusion, outputs: {} };
  return [started, started, { type: 'job_completed', jobId, attempt: 1, at: 3000, result, reason: null }, started];
}

describe('many events of one run', () => {
  it('give what they give one by one, and leave the state that they began with alone', async () => {
    const { run } = advance((await SimulatedRun.of(text)).state, { type: 'start' }, env);
    const [first, second, third, ...others] = run.jobs.map(({ id }) => id);
    const ids = [second, first, third, ...others].filter((id) => id !== undefined);
    const events: RunEvent[] = [
      ...ids.flatMap((id, nth) => eventsOf(id, nth === 4 ? 'failure' : 'success')),
      { type: 'rerun', only: 'failed', by: 'someone' },
    ];
    const before = JSON.stringify(run);

    let oneByOne = run;
    const expected = events.map((event) => {
      const step = advance(oneByOne, event, env);
      oneByOne = step.run;
      return step.effects;
    });
    const steps = beginSteps(run, env);

    expect(events.map((event) => steps.take(event))).toEqual(expected);
    expect(steps.run).toEqual(oneByOne);
    expect(JSON.stringify(run)).toBe(before);
    expect(expected.flat().length).toBeGreaterThan(10);
  });
});
