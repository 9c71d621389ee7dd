import type { JSX } from 'preact';
import type { JobView } from '../../../src/contract/views.ts';
import { Panel } from '../components/panel.tsx';
import { scrollable } from '../components/scrollable.ts';
import { Sign } from '../components/sign.tsx';
import { Words } from '../components/words.tsx';
import { parseAnsi } from '../log/ansi.ts';
import { linePieces } from '../log/line-pieces.ts';
import { LinePieces } from '../log/line-pieces-view.tsx';
import { jobPath } from '../router/page.ts';
import { hasFailed, toneOf } from '../runs/tone.ts';
import { failedStep, lastLinesOf } from './failed-step.ts';
import { jobNote } from './job-note.ts';
import { type LogEnd, useLogEnd } from './use-log-end.ts';
import './failed-jobs.css';

/** Of so many jobs the log's end is shown; a matrix that fails as a whole says the same again and again. */
const quotedAtMost = 3;
const linesAtMost = 10;

/** What failed, in the log's own last words: the reason is read without opening a log. Nothing while all is well. */
export function FailedJobs({ jobs }: { jobs: JobView[] }): JSX.Element | null {
  const failed = jobs.filter(hasFailed);
  if (failed.length === 0) return null;
  return (
    <Panel title="What failed" note={`${failed.length} of ${jobs.length} jobs`}>
      <ul>
        {failed.map((job, index) =>
          index < quotedAtMost ? (
            <QuotedJob key={job.id} job={job} />
          ) : (
            <FailedJob key={job.id} job={job} address={jobPath(job.id)} />
          ),
        )}
      </ul>
    </Panel>
  );
}

function QuotedJob({ job }: { job: JobView }): JSX.Element {
  const end = useLogEnd(job);
  const step = failedStep(job.steps);
  const indices = end && step ? lastLinesOf(end.lines, step.index, linesAtMost) : [];
  const last = indices.at(-1);
  const address = end && last !== undefined ? `${jobPath(job.id)}#L${end.from + last + 1}` : jobPath(job.id);
  return (
    <FailedJob job={job} address={address}>
      {end && indices.length > 0 && <LogQuote job={job} end={end} indices={indices} />}
    </FailedJob>
  );
}

interface FailedJobProps {
  job: JobView;
  address: string;
  children?: JSX.Element | false | null;
}

function FailedJob({ job, address, children }: FailedJobProps): JSX.Element {
  const note = jobNote(job);
  return (
    <li class="failed-job">
      <p class="failed-job-head">
        <Sign tone={toneOf(job)} />
        <a href={address}>{job.name}</a>
        {note !== null && (
          <span class="soft">
            <Words text={note} />
          </span>
        )}
      </p>
      {children}
    </li>
  );
}

function LogQuote({ job, end, indices }: { job: JobView; end: LogEnd; indices: number[] }): JSX.Element {
  const { lines } = end;
  return (
    <section class="failed-job-quote mono" aria-label={`End of the log of ${job.name}`} {...scrollable}>
      {indices.map((index) => {
        const { spans } = parseAnsi(lines.texts[index] ?? '', lines.styleAt(index));
        return (
          <div key={index} class={`log-is-${lines.kinds[index]}`}>
            <LinePieces pieces={linePieces(spans, [])} />
          </div>
        );
      })}
    </section>
  );
}
