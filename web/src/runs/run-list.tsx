import type { JSX } from 'preact';
import type { RunSummary } from '../../../src/contract/views.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { FirstSteps } from './first-steps.tsx';
import { isFiltered, type RunFilter } from './run-filter.ts';
import { RunRow } from './run-row.tsx';
import './run-list.css';

interface RunListProps {
  runs: RunSummary[];
  filter: RunFilter;
  hasRepositories: boolean;
  /** How many runs were looked through. */
  loaded: number;
  more: boolean;
}

/** The runs, or what to do when there are none. */
export function RunList({ runs, filter, hasRepositories, loaded, more }: RunListProps): JSX.Element {
  if (runs.length > 0) {
    return (
      <ul class="run-list" aria-label="Runs">
        {runs.map((run) => (
          <RunRow key={run.id} run={run} />
        ))}
      </ul>
    );
  }
  return (
    <div class="run-list">
      {isFiltered(filter) ? (
        <EmptyState icon="search" title="No run matches">
          <p>
            {more ? `None among the newest ${loaded} runs: load older ones below, or` : 'Try fewer words, or'}{' '}
            <a href="/">show all runs</a>.
          </p>
        </EmptyState>
      ) : (
        <FirstSteps hasRepositories={hasRepositories} />
      )}
    </div>
  );
}
