import type { JobState, RunState } from '../../contract/run-state.ts';
import type { Output } from '../command.ts';
import type { LocalEvent, Reporter } from './events.ts';

/** One JSON document an event, a line each (docs/run.md has the fields). */
export function jsonReporter(output: Output): Reporter {
  return { on: (event) => output.write(`${JSON.stringify(documentOf(event))}\n`) };
}

function documentOf(event: LocalEvent): object {
  const at = new Date().toISOString();
  switch (event.event) {
    case 'run_started':
      return { event: event.event, at, folder: event.folder, ...runFields(event.run) };
    case 'job_started':
      return { event: event.event, at, job: jobFields(event.job) };
    case 'steps':
      return { event: event.event, at, job: event.job.name, steps: event.steps };
    case 'log':
      return {
        event: event.event,
        at: new Date(event.line.t).toISOString(),
        job: event.job.name,
        step: event.line.s,
        text: event.line.x,
      };
    case 'job_completed': {
      const { steps, annotations, summary } = event.result ?? { steps: [], annotations: [], summary: '' };
      return { event: event.event, at, job: jobFields(event.job), leftOut: event.leftOut, steps, annotations, summary };
    }
    case 'run_completed':
      return { event: event.event, at, ...runFields(event.run), jobs: event.run.jobs.map(jobFields) };
  }
}

function runFields(run: RunState): object {
  const { title, status, conclusion, failure } = run;
  return {
    workflow: run.plan.name,
    path: run.plan.path,
    trigger: run.trigger.event,
    title,
    status,
    conclusion,
    failure,
  };
}

function jobFields(job: JobState): object {
  const { id, key, name, matrix, status, conclusion, result, outputs, reason, startedAt, completedAt } = job;
  return { id, key, name, matrix, status, conclusion, result, outputs, reason, startedAt, completedAt };
}
