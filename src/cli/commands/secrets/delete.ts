import { settingRoutes } from '../../../contract/api/settings.ts';
import type { CommandContext } from '../../command.ts';
import { requiredArgument } from '../../option-values.ts';
import { connect } from '../../remote/connection.ts';
import { scopeText, settingScope } from '../../remote/setting-scope.ts';

export async function run(context: CommandContext): Promise<number> {
  const name = requiredArgument(context, 'name');
  const client = await connect(context);
  const query = await settingScope(context, client);
  await client.call(settingRoutes.deleteSecret, { params: { name }, query }, { signal: context.signal });
  context.stderr.write(`Deleted the secret ${name.toUpperCase()} of ${scopeText(query)}.\n`);
  return 0;
}
