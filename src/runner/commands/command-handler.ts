import type { JobRuntime } from '../job/job-runtime.ts';
import type { StepRun } from '../steps/step-run.ts';
import { commandTable } from './command-table.ts';
import { addIssue } from './issues.ts';
import { parseCommand, type WorkflowCommand } from './parse-command.ts';

/** Looks at each line that a step prints. One for each process: `::stop-commands::` ends with its process. */
export interface CommandHandler {
  /** True when the line was a command and must not be shown as it is. */
  take(line: string): Promise<boolean>;
}

/** Shorter tokens of `::stop-commands::` are not masked: they would hide too much. */
const maskedTokenLength = 6;

export function createCommandHandler(runtime: JobRuntime, step: StepRun): CommandHandler {
  let stopToken: string | null = null;
  const show = (line: string) => runtime.log.line(step.index, line);

  const stop = async (line: string, command: WorkflowCommand): Promise<void> => {
    const token = command.data;
    if (token === '' || token.toLowerCase() === 'pause-logging' || isKnown(token.toLowerCase())) {
      return fail(runtime, step, line, 'The token of ::stop-commands:: must be a text of its own, not a command.');
    }
    stopToken = token;
    if (token.length > maskedTokenLength) runtime.log.masker.add(token);
    await show(line);
  };

  return {
    take: async (line) => {
      const command = parseCommand(line);
      if (command === null) return false;
      if (stopToken !== null) {
        if (command.name !== stopToken.toLowerCase()) return false;
        stopToken = null;
        await show(line);
        return true;
      }
      if (command.name === 'stop-commands') {
        await stop(line, command);
        return true;
      }
      const entry = commandTable.get(command.name);
      if (entry === undefined) return false;
      if (step.echo && !entry.quiet) await show(line);
      try {
        await entry.run(runtime, step, command);
      } catch (error) {
        await fail(
          runtime,
          step,
          entry.quiet ? command.name : line,
          error instanceof Error ? error.message : String(error),
        );
      }
      return true;
    },
  };
}

function isKnown(name: string): boolean {
  return name === 'stop-commands' || commandTable.has(name);
}

/** A command that cannot be processed fails its step, as on GitHub. */
async function fail(runtime: JobRuntime, step: StepRun, what: string, why: string): Promise<void> {
  step.commandFailed = true;
  await addIssue(runtime, step.index, { level: 'error', message: `Unable to process command '${what}' successfully.` });
  await addIssue(runtime, step.index, { level: 'error', message: why });
}
