import type { WorkflowPlan } from '../../contract/plan.ts';
import { type RunTrigger, runTriggerSchema } from '../../contract/run-state.ts';
import type { CommandContext } from '../command.ts';
import { listOption, textOption } from '../option-values.ts';

type EventName = RunTrigger['event'];

/** The event that the command line names; `--input` alone means workflow_dispatch. */
export function eventOption(context: CommandContext): EventName | undefined {
  const given = runTriggerSchema.shape.event.optional().parse(textOption(context, 'event'));
  return given ?? (listOption(context, 'input').length > 0 ? 'workflow_dispatch' : undefined);
}

const order: EventName[] = ['push', 'pull_request', 'release', 'workflow_dispatch', 'schedule'];

/** The event to act as when none is named: the first of the usual ones that the workflow knows. */
export function usualEvent(plan: WorkflowPlan): EventName {
  return order.find((name) => plan.on[name] !== undefined) ?? 'push';
}
