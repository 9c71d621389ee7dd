import type { JSX } from 'preact';
import type { JobView, RunView } from '../../../src/contract/views.ts';
import { Icon } from '../components/icon.tsx';
import { Sign } from '../components/sign.tsx';
import { Took } from '../components/took.tsx';
import { Words } from '../components/words.tsx';
import { safeHref } from '../markdown/inline.ts';
import { runPath } from '../router/page.ts';
import { RunActions } from '../runs/run-actions.tsx';
import { toneLabels, toneOf } from '../runs/tone.ts';
import { AttemptSwitch } from './attempt-switch.tsx';
import './job-head.css';

/** Which job this is, how it stands and why. */
export function JobHead({ job, run, onChange }: { job: JobView; run: RunView; onChange: () => void }): JSX.Element {
  const tone = toneOf(job);
  const why = job.waitingReason ?? job.reason;
  return (
    <header class={`job-head tone-${tone}`}>
      <nav class="crumbs soft" aria-label="Where this is">
        <a href={`/?repository=${encodeURIComponent(run.repository)}`}>{run.repository}</a>
        <Icon name="chevron" />
        <a href={runPath(run.id)}>
          {run.workflow.name} #{run.number}: {run.title}
        </a>
      </nav>
      <div class="job-head-title">
        <Sign tone={tone} label={false} />
        <h1>{job.name}</h1>
        <p class="job-head-state">
          <strong aria-live="polite">{toneLabels[tone]}</strong>
          {job.startedAt !== null && (
            <span>
              {job.completedAt === null ? 'for' : 'in'} <Took of={job} />
            </span>
          )}
          {why !== null && (
            <span>
              <Words text={why} />
            </span>
          )}
          <Environment environment={job.environment} />
        </p>
        <AttemptSwitch job={job} />
        <RunActions run={run} onChange={onChange} />
      </div>
    </header>
  );
}

/** Where the job deployed to; a link when it gave an address. The job chose that address: only harmless ones are links. */
function Environment({ environment }: Pick<JobView, 'environment'>): JSX.Element | null {
  if (environment === null) return null;
  const href = safeHref(environment.url ?? '');
  if (href === null) return <span class="soft">to {environment.name}</span>;
  return (
    <span>
      to{' '}
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {environment.name}
      </a>
    </span>
  );
}
