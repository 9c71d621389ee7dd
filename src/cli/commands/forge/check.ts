import { forgeRoutes } from '../../../contract/api/forges.ts';
import type { CommandContext } from '../../command.ts';
import { requiredArgument } from '../../option-values.ts';
import { printData } from '../../output/print.ts';
import { connect } from '../../remote/connection.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const params = { forge: requiredArgument(context, 'name') };
  const check = await client.call(forgeRoutes.check, { params }, { signal: context.signal });
  printData(context, check, () => [
    `${params.forge} is Gitea ${check.version}; the token is ${check.login}'s`,
    ...check.webhooks.map(({ repository, ok, message }) => `${ok ? 'ok   ' : 'fault'}  ${repository}: ${message}`),
  ]);
  return check.webhooks.every(({ ok }) => ok) ? 0 : 1;
}
