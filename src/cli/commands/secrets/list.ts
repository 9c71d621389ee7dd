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
  const { secrets } = await client.call(settingRoutes.listSecrets, { query }, { signal: context.signal });
  const style = styleFor(context.stdout, context.env);
  const rows = secrets.map(({ name, updatedAt }) => [
    { text: name, paint: style.bold },
    ageText(updatedAt, Date.now()),
  ]);
  printData(context, secrets, () =>
    rows.length === 0
      ? []
      : formatTable([{ title: 'NAME' }, { title: 'SET' }], rows, printWidth(context.stdout), style.dim),
  );
  if (secrets.length === 0) context.stderr.write(`No secret of ${scopeText(query)}.\n`);
  return 0;
}
