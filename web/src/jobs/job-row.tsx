import type { JSX } from 'preact';
import type { JobView, RunView } from '../../../src/contract/views.ts';
import { Sign } from '../components/sign.tsx';
import { Took } from '../components/took.tsx';
import { Words } from '../components/words.tsx';
import { jobPath } from '../router/page.ts';
import { timelineBar } from '../runs/timing.ts';
import { toneOf } from '../runs/tone.ts';
import { now } from '../state/now.ts';
import { jobNote } from './job-note.ts';
import './job-row.css';

/** A job with its part of the run's time. */
export function JobRow({ job, run }: { job: JobView; run: RunView }): JSX.Element {
  const tone = toneOf(job);
  const note = jobNote(job);
  return (
    <li class={`job-row tone-${tone}`}>
      <Sign tone={tone} />
      <div class="job-row-main">
        <a class="job-row-name" href={jobPath(job.id)}>
          {job.name}
        </a>
        {note !== null && (
          <p class={job.status === 'completed' ? 'soft' : 'job-row-waiting'}>
            <Words text={note} />
          </p>
        )}
      </div>
      <TimeLine job={job} run={run} />
      <span class="job-row-time">
        <Took of={job} />
      </span>
    </li>
  );
}

function TimeLine({ job, run }: { job: JobView; run: RunView }): JSX.Element {
  const end = run.completedAt ?? now.value;
  const bar = timelineBar(job, run.startedAt ?? run.createdAt, end, end);
  return (
    <div class="time-line" aria-hidden="true">
      {bar && <span style={{ left: `${bar.left}%`, width: `${bar.width}%` }} />}
    </div>
  );
}
