import type { JSX } from 'preact';
import type { RunView } from '../../../src/contract/views.ts';
import { Age } from '../components/age.tsx';
import { Icon } from '../components/icon.tsx';
import { Sign } from '../components/sign.tsx';
import { Took } from '../components/took.tsx';
import { Words } from '../components/words.tsx';
import { RunActions } from './run-actions.tsx';
import { writeFilter } from './run-filter.ts';
import { toneLabels, toneOf } from './tone.ts';
import './run-head.css';

const everything = { repository: '', branch: '', status: '', workflow: '', search: '' };

/** What ran, how it stands, and what can be done about it. */
export function RunHead({ run, onChange }: { run: RunView; onChange: () => void }): JSX.Element {
  const tone = toneOf(run);
  const repositoryRuns = `/${writeFilter({ ...everything, repository: run.repository })}`;
  const workflowRuns = `/${writeFilter({ ...everything, repository: run.repository, workflow: run.workflow.path })}`;
  return (
    <header class={`run-head tone-${tone}`}>
      <nav class="crumbs soft" aria-label="Where this is">
        <a href={repositoryRuns}>{run.repository}</a>
        <Icon name="chevron" />
        <a href={workflowRuns}>{run.workflow.name}</a>
        <Icon name="chevron" />
        <span>#{run.number}</span>
      </nav>
      <div class="run-head-title">
        <Sign tone={tone} label={false} />
        <h1>{run.title}</h1>
        <RunActions run={run} onChange={onChange} />
      </div>
      <p class="run-head-state">
        <strong class="run-head-tone" aria-live="polite">
          {toneLabels[tone]}
        </strong>
        {run.startedAt !== null && (
          <span>
            {run.completedAt === null ? 'for' : 'in'} <Took of={run} />
          </span>
        )}
        {run.waitingReason !== null && (
          <span>
            <Words text={run.waitingReason} />
          </span>
        )}
      </p>
      <RunFacts run={run} />
    </header>
  );
}

function RunFacts({ run }: { run: RunView }): JSX.Element {
  return (
    <ul class="facts soft">
      <li title="What started it">
        <Icon name="event" />
        {run.event}
      </li>
      <li title="Branch or tag">
        <Icon name="branch" />
        {run.refName}
      </li>
      <li title={run.sha}>
        <Icon name="commit" />
        <span class="mono">{run.sha.slice(0, 10)}</span>
      </li>
      <li title="Who started it">
        <Icon name="person" />
        {run.actor}
      </li>
      <li title="When it was started">
        <Icon name="clock" />
        <Age at={run.createdAt} />
      </li>
      {run.attempt > 1 && <li>Attempt {run.attempt}</li>}
    </ul>
  );
}
