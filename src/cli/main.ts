import { CommanderError } from 'commander';
import { usageErrorOf } from './commander-error.ts';
import { commands } from './commands.ts';
import type { CliIo } from './io.ts';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';

/** What shells expect of a program that Ctrl-C ended. */
const interrupted = 130;

/**
 * Runs one command line and answers the exit code: 0 done, 1 the thing checked is not well, 2 usage, others from the
 * error catalogue, 130 after Ctrl-C. Never rejects; data goes to `io.stdout`, everything else to `io.stderr`.
 */
export async function main(io: CliIo): Promise<number> {
  let exitCode = 0;
  const program = createProgram(commands, io, (code) => {
    exitCode = code;
  });
  try {
    if (io.argv.length === 0) program.outputHelp();
    else await program.parseAsync([...io.argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (io.signal.aborted) return interrupted;
    if (!(error instanceof CommanderError)) return reportError(error, io);
    return error.exitCode === 0 ? 0 : reportError(usageErrorOf(error, io.argv, commands), io);
  }
}
