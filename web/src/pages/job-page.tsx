import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { StepState } from '../../../src/contract/job-message.ts';
import type { JobView, RunView } from '../../../src/contract/views.ts';
import { addressOf } from '../api/endpoint.ts';
import { endpoints } from '../api/endpoints.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { Loading } from '../components/loading.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { Words } from '../components/words.tsx';
import { JobHead } from '../jobs/job-head.tsx';
import { JobList } from '../jobs/job-list.tsx';
import { LogView } from '../log/log-view.tsx';
import { useJobLog } from '../log/use-job-log.ts';
import { location } from '../router/location.ts';
import { toneOf } from '../runs/tone.ts';
import { useRun } from '../runs/use-run.ts';
import { usePageTitle } from '../state/page-title.ts';
import './job-page.css';

/** A job: its steps with their log. The other jobs of the run stand beside. */
export function JobPage({ jobId }: { jobId: string }): JSX.Element {
  const { run: resource, refresh } = useRun(jobId.split('-')[0] ?? '');
  const run = resource.data.value;
  const job = run?.jobs.find((candidate) => candidate.id === jobId);
  usePageTitle(job && run ? `${job.name} · ${run.title}` : `Job ${jobId}`, job ? toneOf(job) : null);
  if (!run || !job) return <NoJob problem={resource.problem.value} loaded={run !== null} />;
  return (
    <div class="job-page">
      <JobHead job={job} run={run} onChange={refresh} />
      <ProblemNotice problem={resource.problem.value} />
      <div class="job-page-body">
        <JobList run={run} current={job.id} />
        <JobLogPart key={attemptOf(job)} job={job} run={run} onStep={refresh} />
      </div>
    </div>
  );
}

function NoJob({
  problem,
  loaded,
}: {
  problem: Parameters<typeof ProblemNotice>[0]['problem'];
  loaded: boolean;
}): JSX.Element {
  return (
    <div class="page">
      <ProblemNotice problem={problem} />
      {problem === null && !loaded && <Loading what="the job" />}
      {loaded && (
        <EmptyState icon="search" title="There is no such job in this run">
          <p>A re-run may have replaced it.</p>
        </EmptyState>
      )}
    </div>
  );
}

/** The attempt in the address, or the newest. */
function attemptOf(job: JobView): number {
  const wanted = Number(location.value.query.get('attempt'));
  return job.attempts.some(({ attempt }) => attempt === wanted) ? wanted : job.attempt;
}

function JobLogPart({ job, run, onStep }: { job: JobView; run: RunView; onStep: () => void }): JSX.Element {
  const attempt = attemptOf(job);
  const record = job.attempts.find((candidate) => candidate.attempt === attempt);
  const newest = attempt === job.attempt;
  const log = useJobLog(job.id, record ? attempt : 0, newest && job.status === 'in_progress');
  const steps = useMemo(() => (newest ? job.steps : withoutState(job.steps)), [newest, job.steps]);
  if (!record) return <NoLog job={job} run={run} />;
  const rawAddress = addressOf(endpoints.log.path, { params: { jobId: job.id }, query: { attempt: String(attempt) } });
  return (
    <div class="job-page-log">
      <ProblemNotice problem={log.problem.value} />
      <LogView log={log} steps={steps} rawAddress={rawAddress} onStep={onStep} />
    </div>
  );
}

/** Of an earlier attempt only the log is kept: its steps are known by name, not by result. */
function withoutState(steps: StepState[]): StepState[] {
  return steps.map((step) => ({ ...step, status: 'queued', conclusion: null, startedAt: null, completedAt: null }));
}

function NoLog({ job, run }: { job: JobView; run: RunView }): JSX.Element {
  const reason = job.waitingReason ?? job.reason ?? run.waitingReason;
  const over = job.status === 'completed';
  const outcome = job.conclusion === 'skipped' ? 'This job was skipped' : 'This job never started';
  const usual = over
    ? 'Its condition did not hold, or a job it needs did not pass.'
    : 'It starts as soon as an agent takes it.';
  return (
    <div class="job-page-empty">
      <EmptyState icon={over ? 'runs' : 'clock'} title={over ? outcome : 'This job has not started'}>
        <p>
          <Words text={reason ?? usual} />
        </p>
        {!over && <p>Its log appears here by itself.</p>}
      </EmptyState>
    </div>
  );
}
