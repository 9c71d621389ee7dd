import { text } from 'node:stream/consumers';
import type { CommandContext } from '../../command.ts';
import { requiredArgument } from '../../option-values.ts';
import { findConnection } from '../../remote/connection.ts';

/**
 * Speaks git's credential protocol (gitcredentials(7)): lines of `key=value` in, the same out. `store` and `erase` are
 * git's offers to remember or forget; there is nothing to do for them.
 */
export async function run(context: CommandContext): Promise<number> {
  if (requiredArgument(context, 'operation') !== 'get') return 0;
  const asked = parse(await text(context.stdin));
  const { url, token } = await findConnection(context);
  const server = new URL(url);
  if (`${asked.get('protocol')}:` !== server.protocol || asked.get('host') !== server.host) return 0;
  context.stdout.write(`username=raibid\npassword=${token}\n`);
  return 0;
}

function parse(lines: string): Map<string, string> {
  return new Map(
    lines.split('\n').flatMap((line) => {
      const [, key, value] = /^([^=]+)=(.*)$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value] as const];
    }),
  );
}
