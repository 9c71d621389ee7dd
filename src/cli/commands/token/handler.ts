import type { CommandContext } from '../../command.ts';
import { findConnection } from '../../remote/connection.ts';

export async function run(context: CommandContext): Promise<number> {
  const { url, token } = await findConnection(context);
  context.stdout.write(`${token}\n`);
  if (context.stdout.isTTY)
    context.stderr.write(`Log in with it at ${url}. For git: any user name, this as password.\n`);
  return 0;
}
