import type { ComponentEntry } from '../components.ts';
import { messageOf } from '../failure.ts';
import { type GraphOutcome, runGraph } from './run-graph.ts';
import { type SetupComponentOptions, type SetupResult, setupComponent } from './setup-component.ts';
import type { ReportProgress } from './setup-options.ts';

export type SetupOutcomes = Map<string, GraphOutcome<SetupResult>>;

/** Sets up the chosen components, side by side as far as their dependencies let them. */
export async function setUp(
  options: SetupComponentOptions,
  chosen: readonly ComponentEntry[],
  report: ReportProgress,
): Promise<SetupOutcomes> {
  for (const { name } of chosen) report({ component: name, state: 'waiting', text: 'waits' });
  const outcomes: SetupOutcomes = await runGraph(chosen, async (entry) => {
    try {
      const result = await setupComponent(options, entry, report);
      report({ component: entry.name, state: 'done', text: summaryOf(result) });
      return result;
    } catch (error) {
      report({
        component: entry.name,
        state: 'failed',
        text: options.signal.aborted ? 'interrupted' : messageOf(error),
      });
      throw error;
    }
  });
  for (const [component, outcome] of outcomes) {
    if (outcome.state === 'skipped') report({ component, state: 'skipped', text: `needs ${outcome.because}` });
  }
  return outcomes;
}

function summaryOf({ changes, evidence }: SetupResult): string {
  const changed =
    changes.length === 0 ? 'no change' : `${changes.length} ${changes.length === 1 ? 'change' : 'changes'}`;
  return evidence.length === 0 ? changed : `${changed}, works`;
}
