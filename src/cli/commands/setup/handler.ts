import { type ComponentPlan, planComponents } from '../../../provision/setup/plan.ts';
import type { GraphOutcome } from '../../../provision/setup/run-graph.ts';
import { type SetupOutcomes, setUp } from '../../../provision/setup/setup.ts';
import type { SetupResult } from '../../../provision/setup/setup-component.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn } from '../../option-values.ts';
import { printData, printLines } from '../../output/print.ts';
import { styleFor } from '../../output/style.ts';
import { outcomeDocument, outcomeLines } from '../../provision/outcome-text.ts';
import { planLines } from '../../provision/plan-text.ts';
import { openProgress } from '../../provision/progress.ts';
import { setupOptionsOf } from '../../provision/setup-options.ts';

/** Exit code when a component could not be set up. */
const failed = 1;

export async function run(context: CommandContext): Promise<number> {
  const { options, chosen } = await setupOptionsOf(context);
  const plans = await planComponents(options, chosen);
  const style = styleFor(context.stdout, context.env);
  if (isSwitchedOn(context, 'dry-run')) {
    printData(context, { components: plans }, () => [...planLines(plans, style), summaryOf(plans)]);
    return 0;
  }
  if (!isSwitchedOn(context, 'json')) printLines(context.stdout, [...planLines(plans, style), '']);
  const progress = openProgress(context);
  try {
    const verify = !isSwitchedOn(context, 'skip-verify');
    const outcomes = await setUp({ ...options, verify }, chosen, progress.report);
    progress.end();
    return report(context, outcomes);
  } finally {
    progress.end();
  }
}

function summaryOf(plans: readonly ComponentPlan[]): string {
  const count = plans.reduce((sum, { changes }) => sum + changes.length, 0);
  return count === 0 ? 'Nothing to change.' : `${count} changes.`;
}

function report(context: CommandContext, outcomes: SetupOutcomes): number {
  const all = [...outcomes];
  const isWell = all.every(([, { state }]) => state === 'done');
  const resultOf = (outcome: GraphOutcome<SetupResult>): object => (outcome.state === 'done' ? outcome.result : {});
  const documents = all.map(([name, outcome]) => outcomeDocument(name, outcome, resultOf(outcome)));
  printData(context, { components: documents }, () => [
    '',
    ...all.flatMap(([name, outcome]) => outcomeLines(context, name, outcome, ({ evidence }) => evidence)),
    ...(isWell ? [closing(all)] : []),
  ]);
  context.signal.throwIfAborted();
  return isWell ? 0 : failed;
}

function closing(all: readonly (readonly [string, GraphOutcome<SetupResult>])[]): string {
  const changed = all.some(([, outcome]) => outcome.state === 'done' && outcome.result.changes.length > 0);
  return changed ? 'Everything is set up.' : 'Everything was set up already: nothing was changed.';
}
