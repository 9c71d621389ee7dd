import type { JSX } from 'preact';
import type { JobView } from '../../../src/contract/views.ts';
import { Panel } from '../components/panel.tsx';
import { Markdown } from '../markdown/markdown.tsx';
import './summaries.css';

/** What jobs wrote to `GITHUB_STEP_SUMMARY`. */
export function Summaries({ jobs }: { jobs: JobView[] }): JSX.Element | null {
  const written = jobs.filter((job) => job.summary.trim() !== '');
  if (written.length === 0) return null;
  return (
    <>
      {written.map((job) => (
        <Panel key={job.id} title={`Summary of ${job.name}`}>
          <div class="summary">
            <Markdown text={job.summary} />
          </div>
        </Panel>
      ))}
    </>
  );
}
