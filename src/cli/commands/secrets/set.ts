import { settingRoutes } from '../../../contract/api/settings.ts';
import type { CommandContext } from '../../command.ts';
import { textOption } from '../../option-values.ts';
import { connect } from '../../remote/connection.ts';
import { scopeText, settingScope } from '../../remote/setting-scope.ts';
import { settingValues } from '../../remote/setting-values.ts';

export async function run(context: CommandContext): Promise<number> {
  const given = textOption(context, 'value');
  if (given !== undefined) {
    context.stderr.write(
      "warning: --value shows the secret to everybody on this machine (ps) and to the shell's history; " +
        'use standard input or --file.\n',
    );
  }
  const client = await connect(context);
  const query = await settingScope(context, client);
  for (const [name, value] of await settingValues(context, given)) {
    await client.call(
      settingRoutes.setSecret,
      { params: { name }, query, body: { value } },
      { signal: context.signal },
    );
    context.stderr.write(`Set the secret ${name.toUpperCase()} of ${scopeText(query)}.\n`);
  }
  return 0;
}
