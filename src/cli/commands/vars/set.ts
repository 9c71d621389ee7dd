import { settingRoutes } from '../../../contract/api/settings.ts';
import type { CommandContext } from '../../command.ts';
import { textArgument } from '../../option-values.ts';
import { connect } from '../../remote/connection.ts';
import { scopeText, settingScope } from '../../remote/setting-scope.ts';
import { settingValues } from '../../remote/setting-values.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const query = await settingScope(context, client);
  for (const [name, value] of await settingValues(context, textArgument(context, 'value'))) {
    const input = { params: { name }, query, body: { value } };
    await client.call(settingRoutes.setVariable, input, { signal: context.signal });
    context.stderr.write(`Set the variable ${name.toUpperCase()} of ${scopeText(query)}.\n`);
  }
  return 0;
}
