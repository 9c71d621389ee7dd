import type { GraphOutcome } from '../../provision/setup/run-graph.ts';
import { isRaibidError } from '../../shared/errors.ts';
import type { CommandContext } from '../command.ts';
import { styleFor } from '../output/style.ts';

/** Lines for people about one component: those of `good` when it is done, else why it is not. */
export function outcomeLines<Result>(
  context: CommandContext,
  name: string,
  outcome: GraphOutcome<Result>,
  good: (result: Result) => string[],
): string[] {
  const style = styleFor(context.stdout, context.env);
  if (outcome.state === 'done') return good(outcome.result).map((line) => `${style.green('✓')} ${name}: ${line}`);
  if (outcome.state === 'skipped') return [`${style.dim('–')} ${name} was left out because of ${outcome.because}`];
  const { message, hint } = describe(outcome.error);
  return [`${style.red('✗')} ${message}`, ...(hint === undefined ? [] : [`  ${style.cyan('hint:')} ${hint}`])];
}

/** The same for machines; `result` is what a component that is done adds. */
export function outcomeDocument<Result>(component: string, outcome: GraphOutcome<Result>, result: object): object {
  if (outcome.state === 'done') return { component, state: outcome.state, ...result };
  if (outcome.state === 'skipped') return { component, ...outcome };
  return { component, state: outcome.state, error: describe(outcome.error) };
}

function describe(error: unknown): { code: string; message: string; hint?: string } {
  if (isRaibidError(error)) return { code: error.code, message: error.message, hint: error.hint };
  return { code: 'internal', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
