import type { JobState, RunState } from '../../contract/run-state.ts';
import type { JobView, RunView } from '../../contract/views.ts';
import { shownJobs } from '../../engine/calls/shown-jobs.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { RunHeader } from '../../store/port/runs.ts';
import type { ServerDeps } from '../deps.ts';
import { jobView } from './views/job-view.ts';
import { runSummary } from './views/run-summary.ts';
import { jobWaitingReason, lookOnce, runWaitingReason } from './views/waiting.ts';

type Sources = Pick<ServerDeps, 'store' | 'config' | 'clock' | 'pods'>;

/** The state of a run; `not_found`. */
export async function loadRun(deps: Pick<ServerDeps, 'store'>, runId: string): Promise<RunState> {
  const run = await deps.store.runs.get(runId);
  if (run === null) throw new RaibidError('not_found', `There is no run ${runId}.`);
  return run;
}

/** The state of a job with its run; `not_found`. A job's id begins with its run's. */
export async function loadJob(
  deps: Pick<ServerDeps, 'store'>,
  jobId: string,
): Promise<{ run: RunState; job: JobState }> {
  const run = await deps.store.runs.get(jobId.replace(/-.*$/s, ''));
  const job = run?.jobs.find((candidate) => candidate.id === jobId);
  if (run === null || job === undefined) throw new RaibidError('not_found', `There is no job ${jobId}.`);
  return { run, job };
}

/** A run with all its jobs; `not_found`. */
export async function loadRunView(deps: Sources, runId: string): Promise<RunView> {
  const run = await loadRun(deps, runId);
  const details = new Map((await deps.store.jobs.ofRun(runId)).map((detail) => [detail.jobId, detail]));
  const queue = lookOnce(deps);
  const jobs = await Promise.all(
    shownJobs(run).map(async (shown) =>
      jobView(run, shown, details.get(shown.job.id) ?? null, await jobWaitingReason(deps, shown.job, queue)),
    ),
  );
  const approval = run.waitingFor?.kind === 'approval' ? { awaitsApprovalOf: run.waitingFor.sha } : {};
  return { ...runSummary(headerOf(run), runWaitingReason(run)), jobs, failure: run.failure, ...approval };
}

/** One job; `not_found`. */
export async function loadJobView(deps: Sources, jobId: string): Promise<JobView> {
  const { run, job } = await loadJob(deps, jobId);
  const shown = shownJobs(run).find((one) => one.job.id === jobId) ?? { job, needs: [] };
  return jobView(run, shown, await deps.store.jobs.get(jobId), await jobWaitingReason(deps, job, lookOnce(deps)));
}

/** The header that lists would show of this run. */
export function headerOf(run: RunState): RunHeader {
  return { ...run, workflow: { name: run.plan.name, path: run.plan.path } };
}
