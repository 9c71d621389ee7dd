import type { CommanderError } from 'commander';
import { RaibidError } from '../shared/errors.ts';
import type { Command } from './command.ts';

/** Turns commander's complaint into ours: the message without its prefix; its suggestion, or an example, as the hint. */
export function usageErrorOf(
  error: CommanderError,
  argv: readonly string[],
  commands: readonly Command[],
): RaibidError {
  const words = argv.filter((word) => !word.startsWith('-')).join(' ');
  if (error.code === 'commander.help') return new RaibidError('usage', `'${words}' needs a command after it`);
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const command = commands.find(({ name }) => `${words} `.startsWith(`${name} `));
  const hint = suggestion === undefined ? command && usageOf(command) : suggestion.replace(/^\(|\)$/g, '');
  return new RaibidError('usage', message.replace(/\.$/, ''), hint === undefined ? {} : { hint });
}

function usageOf({ name, examples }: Command): string {
  const [first] = examples ?? [];
  const more = `raibid-cli ${name} --help`;
  return first === undefined ? `Run ${more}.` : `For example: ${first.line}   (more: ${more})`;
}
