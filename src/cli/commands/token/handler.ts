import type { CommandContext } from '../../command.ts';
import { isSwitchedOn } from '../../option-values.ts';
import { findConnection } from '../../remote/connection.ts';

export async function run(context: CommandContext): Promise<number> {
  const { url, token } = await findConnection(context);
  if (isSwitchedOn(context, 'git')) {
    context.stdout.write(`url=${url}\nusername=raibid\npassword=${token}\n\n`);
    return 0;
  }
  context.stdout.write(`${token}\n`);
  if (context.stdout.isTTY)
    context.stderr.write(`Log in with it at ${url}. For git: any user name, this as password.\n`);
  return 0;
}
