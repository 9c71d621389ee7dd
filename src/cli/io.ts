import type { CommandContext } from './command.ts';

/** The process as the command line sees it. `src/bin` gives the real one, tests their own. */
export interface CliIo extends Omit<CommandContext, 'arguments' | 'options' | 'commands'> {
  /** Words after the program's name. */
  argv: readonly string[];
}
