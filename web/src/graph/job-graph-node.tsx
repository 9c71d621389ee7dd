import type { JSX } from 'preact';
import type { JobView } from '../../../src/contract/views.ts';
import { Sign } from '../components/sign.tsx';
import { Took } from '../components/took.tsx';
import { jobPath } from '../router/page.ts';
import { combinedTone, hasFailed, toneOf, worstFirst } from '../runs/tone.ts';
import { nodeWidth } from './graph-layout.ts';
import type { JobGroup } from './job-groups.ts';

const lineHeight = 38;
const shownAtMost = 6;

/** Height of a node in pixels: a line a job, a heading for a matrix, one line for those left out. */
export function graphNodeHeight(group: JobGroup): number {
  if (group.jobs.length === 1) return lineHeight + 2;
  const rest = group.jobs.length > shownAtMost ? 1 : 0;
  return (Math.min(group.jobs.length, shownAtMost) + 1 + rest) * lineHeight + 2;
}

/** A job, or all jobs of a matrix in one frame. */
export function JobGraphNode({ group, x, y }: { group: JobGroup; x: number; y: number }): JSX.Element {
  const tones = group.jobs.map(toneOf);
  // What did not fit must not be the job that failed.
  const shown = worstFirst(group.jobs).slice(0, shownAtMost);
  const place = { left: `${x}px`, top: `${y}px`, width: `${nodeWidth}px` };
  const rest = group.jobs.length - shownAtMost;
  return (
    <div class={`job-node tone-${combinedTone(tones)}`} style={place}>
      {group.jobs.length > 1 && (
        <div class="job-node-line job-node-head">
          <span class="job-node-name">{group.key}</span>
          <span class="soft">{passedOf(group)}</span>
        </div>
      )}
      {shown.map((job) => (
        <JobLine key={job.id} job={job} />
      ))}
      {rest > 0 && <div class="job-node-line soft">and {rest} more, listed below</div>}
    </div>
  );
}

function passedOf({ jobs }: JobGroup): string {
  const passed = jobs.filter((job) => toneOf(job) === 'success').length;
  const failed = jobs.filter(hasFailed).length;
  return `${passed} of ${jobs.length} passed${failed === 0 ? '' : `, ${failed} failed`}`;
}

function JobLine({ job }: { job: JobView }): JSX.Element {
  return (
    <a class="job-node-line" href={jobPath(job.id)} title={job.name}>
      <Sign tone={toneOf(job)} />
      <span class="job-node-name">{job.name}</span>
      <span class="soft">
        <Took of={job} />
      </span>
    </a>
  );
}
