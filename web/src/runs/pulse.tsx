import type { JSX } from 'preact';
import type { RunSummary } from '../../../src/contract/views.ts';
import { runPath } from '../router/page.ts';
import { now } from '../state/now.ts';
import { pulseHeights } from './pulse-bars.ts';
import { toneLabels, toneOf } from './tone.ts';
import './pulse.css';

const shown = 36;

/** The last runs as bars, oldest left: the colour is the state, the height how long it took. */
export function Pulse({ runs }: { runs: RunSummary[] }): JSX.Element {
  const latest = runs.slice(0, shown).toReversed();
  const heights = pulseHeights(latest, latest.some((run) => run.completedAt === null) ? now.value : 0);
  return (
    <nav class="pulse" aria-label="The latest runs, oldest first">
      {latest.map((run, index) => {
        const words = `${toneLabels[toneOf(run)]}: ${run.title} (${run.repository})`;
        return (
          <a
            key={run.id}
            class={`pulse-bar tone-${toneOf(run)}`}
            href={runPath(run.id)}
            title={words}
            aria-label={words}
          >
            <span style={{ height: `${heights[index]}%` }} />
          </a>
        );
      })}
    </nav>
  );
}
