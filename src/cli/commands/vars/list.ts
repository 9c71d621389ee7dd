import { settingRoutes } from '../../../contract/api/settings.ts';
import type { CommandContext } from '../../command.ts';
import { printData, printWidth } from '../../output/print.ts';
import { styleFor } from '../../output/style.ts';
import { formatTable } from '../../output/table.ts';
import { ageText } from '../../output/time-text.ts';
import { connect } from '../../remote/connection.ts';
import { scopeText, settingScope } from '../../remote/setting-scope.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const query = await settingScope(context, client);
  const { variables } = await client.call(settingRoutes.listVariables, { query }, { signal: context.signal });
  const style = styleFor(context.stdout, context.env);
  const rows = variables.map(({ name, value, updatedAt }) => [
    { text: name, paint: style.bold },
    value,
    ageText(updatedAt, Date.now()),
  ]);
  const columns = [{ title: 'NAME' }, { title: 'VALUE' }, { title: 'SET' }];
  printData(context, variables, () =>
    rows.length === 0 ? [] : formatTable(columns, rows, printWidth(context.stdout), style.dim),
  );
  if (variables.length === 0) context.stderr.write(`No variable of ${scopeText(query)}.\n`);
  return 0;
}
