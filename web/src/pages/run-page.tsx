import type { JSX } from 'preact';
import type { RunView } from '../../../src/contract/views.ts';
import { call } from '../api/call.ts';
import { endpoints } from '../api/endpoints.ts';
import { Loading } from '../components/loading.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { JobGraph } from '../graph/job-graph.tsx';
import { Annotations } from '../jobs/annotations.tsx';
import { FailedJobs } from '../jobs/failed-jobs.tsx';
import { JobRow } from '../jobs/job-row.tsx';
import { Summaries } from '../jobs/summaries.tsx';
import { Artifacts } from '../runs/artifacts.tsx';
import { RunApproval } from '../runs/run-approval.tsx';
import { RunFailure } from '../runs/run-failure.tsx';
import { RunHead } from '../runs/run-head.tsx';
import { toneOf } from '../runs/tone.ts';
import { useRun } from '../runs/use-run.ts';
import { usePageTitle } from '../state/page-title.ts';
import { useResource } from '../state/use-resource.ts';

/** A run: its state, its jobs, and what it left behind. */
export function RunPage({ runId }: { runId: string }): JSX.Element {
  const { run: resource, refresh } = useRun(runId);
  const run = resource.data.value;
  usePageTitle(run ? `${run.title} · ${run.repository} #${run.number}` : `Run ${runId}`, run ? toneOf(run) : null);
  if (run === null) {
    return (
      <div class="page">
        {resource.problem.value ? <ProblemNotice problem={resource.problem.value} /> : <Loading what="the run" />}
      </div>
    );
  }
  return (
    <div class="page">
      <RunHead run={run} onChange={refresh} />
      <ProblemNotice problem={resource.problem.value} />
      <RunApproval run={run} onChange={refresh} />
      <RunFailure failure={run.failure} />
      <FailedJobs jobs={run.jobs} />
      <Jobs run={run} />
      <Annotations jobs={run.jobs} />
      <Summaries jobs={run.jobs} />
      <RunArtifacts run={run} />
    </div>
  );
}

function Jobs({ run }: { run: RunView }): JSX.Element | null {
  if (run.jobs.length === 0) return null;
  return (
    <Panel title="Jobs" note={String(run.jobs.length)}>
      <JobGraph jobs={run.jobs} />
      <ul>
        {run.jobs.map((job) => (
          <JobRow key={job.id} job={job} run={run} />
        ))}
      </ul>
    </Panel>
  );
}

/** Asked for again whenever a job ends: that is when artifacts appear. */
function RunArtifacts({ run }: { run: RunView }): JSX.Element | null {
  const finished = run.jobs.filter((job) => job.status === 'completed').length;
  const artifacts = useResource(`${run.id} ${run.attempt} ${finished}`, () =>
    call(endpoints.artifacts, { params: { runId: run.id } }),
  );
  return <Artifacts artifacts={artifacts.data.value?.artifacts ?? []} />;
}
