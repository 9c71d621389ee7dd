import { forgeRoutes } from '../../../contract/api/forges.ts';
import type { CommandContext } from '../../command.ts';
import { requiredArgument } from '../../option-values.ts';
import { connect } from '../../remote/connection.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const params = { forge: requiredArgument(context, 'name') };
  await client.call(forgeRoutes.remove, { params }, { signal: context.signal });
  context.stderr.write(`Forgot ${params.forge}. Its token is still valid there: revoke it on the forge.\n`);
  return 0;
}
