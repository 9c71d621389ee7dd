import type { JSX } from 'preact';
import type { RunSummary } from '../../../src/contract/views.ts';
import { Age } from '../components/age.tsx';
import { Sign } from '../components/sign.tsx';
import { runPath } from '../router/page.ts';
import type { Health } from './health.ts';
import { Pulse } from './pulse.tsx';
import './health-head.css';

const namedAtMost = 3;

/** The whole picture in one sentence, with what is broken by name, and the last runs as a pulse. */
export function HealthHead({ health, runs }: { health: Health; runs: RunSummary[] }): JSX.Element {
  return (
    <div class={`health tone-${health.tone}`}>
      <div class="health-words">
        <h1>
          <Sign tone={health.tone} label={false} />
          <span aria-live="polite">{health.headline}</span>
        </h1>
        {health.broken.slice(0, namedAtMost).map((run) => (
          <p key={run.id}>
            <a href={runPath(run.id)}>
              {run.repository} · {run.workflow.name}
            </a>{' '}
            <span class="soft">
              fails on {run.refName}, <Age at={run.completedAt ?? run.createdAt} />
            </span>
          </p>
        ))}
        {health.broken.length > namedAtMost && <p class="soft">and {health.broken.length - namedAtMost} more</p>}
      </div>
      <Pulse runs={runs} />
    </div>
  );
}
