import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { RunView } from '../../../src/contract/views.ts';
import { Sign } from '../components/sign.tsx';
import { Took } from '../components/took.tsx';
import { jobPath } from '../router/page.ts';
import { toneOf } from '../runs/tone.ts';
import './job-list.css';

/** The jobs of the run, to go from one log to the next. */
export function JobList({ run, current }: { run: RunView; current: string }): JSX.Element | null {
  const list = useRef<HTMLElement>(null);
  // On a phone the list is a row that scrolls: the current job must not lie outside it.
  useEffect(
    () => list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' }),
    [current],
  );
  if (run.jobs.length < 2) return null;
  return (
    <nav class="job-list" ref={list} aria-label="Jobs of this run">
      {run.jobs.map((job) => (
        <a key={job.id} href={jobPath(job.id)} aria-current={job.id === current ? 'page' : undefined} title={job.name}>
          <Sign tone={toneOf(job)} />
          <span class="job-list-name">{job.name}</span>
          <span class="soft">
            <Took of={job} />
          </span>
        </a>
      ))}
    </nav>
  );
}
