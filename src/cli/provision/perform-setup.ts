import type { ComponentEntry } from '../../provision/components.ts';
import { lastingPlans } from '../../provision/setup/lasting-plans.ts';
import type { ComponentPlan } from '../../provision/setup/plan.ts';
import type { GraphOutcome } from '../../provision/setup/run-graph.ts';
import { type SetupOutcomes, setUp } from '../../provision/setup/setup.ts';
import type { SetupResult } from '../../provision/setup/setup-component.ts';
import type { SetupOptions } from '../../provision/setup/setup-options.ts';
import type { CommandContext } from '../command.ts';
import { isSwitchedOn } from '../option-values.ts';
import { printData, printLines } from '../output/print.ts';
import { styleFor } from '../output/style.ts';
import { outcomeDocument, outcomeLines } from './outcome-text.ts';
import { planLines } from './plan-text.ts';
import { openProgress } from './progress.ts';

/** Exit code when a component could not be set up. */
const failed = 1;

/** Prints a plan. With --json only where it is all that will be printed: one document a command. */
export function printPlan(context: CommandContext, plans: readonly ComponentPlan[]): void {
  const style = styleFor(context.stdout, context.env);
  if (isSwitchedOn(context, 'dry-run'))
    printData(context, { components: plans.map(({ isGuess: _, ...plan }) => plan) }, () => [
      ...planLines(plans, style),
      summaryOf(plans),
    ]);
  else if (!isSwitchedOn(context, 'json')) printLines(context.stdout, [...planLines(plans, style), '']);
}

/**
 * Sets up as planned, with live progress, and prints what came of it; `isCommitted` tells that Flux made the changes
 * before. Answers the exit code.
 */
export async function performSetup(
  context: CommandContext,
  options: SetupOptions,
  chosen: readonly ComponentEntry[],
  made: readonly ComponentPlan[],
  isCommitted = false,
): Promise<number> {
  const progress = openProgress(context);
  try {
    const verify = !isSwitchedOn(context, 'skip-verify');
    const plans = lastingPlans(options.entries, made);
    const outcomes = await setUp({ ...options, verify, plans }, chosen, progress.report);
    progress.end();
    return report(context, outcomes, isCommitted);
  } finally {
    progress.end();
  }
}

function summaryOf(plans: readonly ComponentPlan[]): string {
  const count = plans.reduce((sum, { changes }) => sum + changes.length, 0);
  return count === 0 ? 'Nothing to change.' : `${count} ${count === 1 ? 'change' : 'changes'}.`;
}

function report(context: CommandContext, outcomes: SetupOutcomes, isCommitted: boolean): number {
  if (context.signal.aborted) context.stderr.write('Interrupted: the same command goes on from here.\n');
  context.signal.throwIfAborted();
  const all = [...outcomes];
  const isWell = all.every(([, { state }]) => state === 'done');
  const resultOf = (outcome: GraphOutcome<SetupResult>): object => (outcome.state === 'done' ? outcome.result : {});
  const documents = all.map(([name, outcome]) => outcomeDocument(name, outcome, resultOf(outcome)));
  printData(context, { components: documents }, () => [
    '',
    ...all.flatMap(([name, outcome]) => outcomeLines(context, name, outcome, ({ evidence }) => evidence)),
    ...(isWell ? [isCommitted ? 'Committed to Git, and applied by Flux.' : closing(all)] : []),
  ]);
  return isWell ? 0 : failed;
}

function closing(all: readonly (readonly [string, GraphOutcome<SetupResult>])[]): string {
  const changed = all.some(([, outcome]) => outcome.state === 'done' && outcome.result.changes.length > 0);
  return changed ? 'Everything is set up.' : 'Everything was set up already: nothing was changed.';
}
