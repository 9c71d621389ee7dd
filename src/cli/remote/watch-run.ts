import type { Client } from '../../client/client.ts';
import type { RunView } from '../../contract/views.ts';
import type { CommandContext } from '../command.ts';
import { openLiveArea } from '../output/live-area.ts';
import { runLines } from '../output/run-text.ts';
import { markOf, outcomeOf, paintOutcome, wordOf } from '../output/status-text.ts';
import { styleFor } from '../output/style.ts';
import { oneLine } from '../output/terminal-text.ts';
import { elapsedText } from '../output/time-text.ts';
import { runChanges } from './run-changes.ts';

/** Follows a run until it ends; answers 0 when it succeeded, 1 otherwise. In place on a terminal, line by line else. */
export async function watchRun(client: Client, runId: string, context: CommandContext): Promise<number> {
  const last = context.stdout.isTTY
    ? await watchInPlace(client, runId, context)
    : await watchInLines(client, runId, context);
  return last.conclusion === 'success' ? 0 : 1;
}

const redrawEvery = 200;

async function watchInPlace(client: Client, runId: string, context: CommandContext): Promise<RunView> {
  const style = styleFor(context.stdout, context.env);
  const area = openLiveArea(context.stdout);
  let newest: RunView | undefined;
  const draw = (): void => {
    if (newest !== undefined) area.draw(runLines(newest, style, context.stdout.columns, Date.now()));
  };
  const timer = setInterval(draw, redrawEvery);
  try {
    for await (const run of runChanges(client, runId, context.signal)) {
      newest = run;
      draw();
    }
    return endOf(newest, runId);
  } finally {
    clearInterval(timer);
    area.end();
  }
}

/** One line for every change of a job, so that logs of other programs can hold it. */
async function watchInLines(client: Client, runId: string, context: CommandContext): Promise<RunView> {
  const style = styleFor(context.stdout, context.env);
  const seen = new Map<string, string>();
  let newest: RunView | undefined;
  for await (const run of runChanges(client, runId, context.signal)) {
    newest = run;
    for (const item of [...run.jobs, { ...run, id: 'run', name: `run ${run.id}`, reason: null }]) {
      const outcome = outcomeOf(item);
      const note = item.status === 'completed' ? item.reason : item.waitingReason;
      const text = `${wordOf(outcome)}${note === null ? '' : `: ${oneLine(note)}`}`;
      if (seen.get(item.id) === text) continue;
      seen.set(item.id, text);
      const elapsed = item.completedAt === null ? '' : ` ${elapsedText(item.startedAt, item.completedAt, Date.now())}`;
      const mark = paintOutcome(outcome, style)(markOf(outcome));
      context.stdout.write(`${mark} ${oneLine(item.name)} ${text}${elapsed}\n`);
    }
  }
  return endOf(newest, runId);
}

function endOf(run: RunView | undefined, runId: string): RunView {
  if (run === undefined) throw new Error(`run ${runId} gave no state`);
  return run;
}
