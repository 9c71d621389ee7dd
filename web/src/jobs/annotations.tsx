import type { JSX } from 'preact';
import type { Annotation } from '../../../src/contract/job-message.ts';
import type { JobView } from '../../../src/contract/views.ts';
import { Panel } from '../components/panel.tsx';
import { jobPath } from '../router/page.ts';
import './annotations.css';

const words: Record<Annotation['level'], string> = { error: 'Error', warning: 'Warning', notice: 'Notice' };
const order: Annotation['level'][] = ['error', 'warning', 'notice'];

/** What the jobs had to say about the code, errors first. */
export function Annotations({ jobs }: { jobs: JobView[] }): JSX.Element | null {
  const all = jobs.flatMap((job) => job.annotations.map((annotation) => ({ job, annotation })));
  if (all.length === 0) return null;
  const sorted = all.toSorted((a, b) => order.indexOf(a.annotation.level) - order.indexOf(b.annotation.level));
  return (
    <Panel title="Annotations" note={String(all.length)}>
      <ul>
        {sorted.map(({ job, annotation }, index) => (
          <li key={`${job.id} ${index}`} class={`annotation annotation-${annotation.level}`}>
            <p class="annotation-head">
              <strong>{words[annotation.level]}</strong>
              {annotation.file !== undefined && <span class="mono">{placeOf(annotation)}</span>}
              <a class="soft" href={jobPath(job.id)}>
                {job.name}
              </a>
            </p>
            {annotation.title !== undefined && <p class="annotation-title">{annotation.title}</p>}
            <p class="annotation-text">{annotation.message}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function placeOf({ file, line, column }: Annotation): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}
