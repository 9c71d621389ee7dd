import type { JSX } from 'preact';
import type { RunSummary } from '../../../src/contract/views.ts';
import { Age } from '../components/age.tsx';
import { Icon } from '../components/icon.tsx';
import { Sign } from '../components/sign.tsx';
import { Took } from '../components/took.tsx';
import { Words } from '../components/words.tsx';
import { runPath } from '../router/page.ts';
import { toneLabels, toneOf } from './tone.ts';
import './run-row.css';

/** One run: state first, then what it was about, then where and how long. */
export function RunRow({ run }: { run: RunSummary }): JSX.Element {
  const tone = toneOf(run);
  return (
    <li class={`run-row tone-${tone}`}>
      <Sign tone={tone} />
      <div class="run-row-main">
        <a class="run-row-title" href={runPath(run.id)}>
          {run.title}
        </a>
        <p class="run-row-facts soft">
          <span>
            {run.repository} · {run.workflow.name} #{run.number}
            {run.attempt > 1 && ` · attempt ${run.attempt}`}
          </span>
          {run.waitingReason !== null && (
            <span class="run-row-waiting">
              <Words text={run.waitingReason} />
            </span>
          )}
        </p>
      </div>
      <div class="run-row-where soft">
        <span class="run-row-branch">
          <Icon name="branch" />
          <span>{run.refName}</span>
        </span>
        <span>
          <span class="mono">{run.sha.slice(0, 7)}</span> {run.actor}
        </span>
      </div>
      <div class="run-row-time">
        {run.startedAt === null ? (
          <span class={run.status === 'completed' ? 'soft' : 'run-row-waiting'}>{toneLabels[tone]}</span>
        ) : (
          <Took of={run} />
        )}
        <span class="soft">
          <Age at={run.createdAt} />
        </span>
      </div>
    </li>
  );
}
