import type { CommanderError } from 'commander';
import { RaibidError } from '../shared/errors.ts';

/** Turns commander's complaint into ours: the message without its prefix, its suggestion as the hint. */
export function usageErrorOf(error: CommanderError, argv: readonly string[]): RaibidError {
  const words = argv.filter((word) => !word.startsWith('-')).join(' ');
  if (error.code === 'commander.help') return new RaibidError('usage', `'${words}' needs a command after it`);
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const hint = suggestion === undefined ? {} : { hint: suggestion.replace(/^\(|\)$/g, '') };
  return new RaibidError('usage', message.replace(/\.$/, ''), hint);
}
