import { forgeRoutes } from '../../../contract/api/forges.ts';
import type { CommandContext } from '../../command.ts';
import { printData, printWidth } from '../../output/print.ts';
import { styleFor } from '../../output/style.ts';
import { formatTable } from '../../output/table.ts';
import { ageText } from '../../output/time-text.ts';
import { connect } from '../../remote/connection.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const { forges } = await client.call(forgeRoutes.list, {}, { signal: context.signal });
  const style = styleFor(context.stdout, context.env);
  const table = () =>
    formatTable(
      [{ title: 'NAME' }, { title: 'KIND' }, { title: 'URL' }, { title: 'REPOSITORIES' }, { title: 'CONNECTED' }],
      forges.map(({ name, kind, url, repositories, createdAt }) => [
        { text: name, paint: style.bold },
        kind,
        url,
        String(repositories),
        ageText(createdAt, Date.now()),
      ]),
      printWidth(context.stdout),
      style.dim,
    );
  printData(context, forges, () => (forges.length === 0 ? [] : table()));
  if (forges.length === 0) context.stderr.write('No forge is connected. Connect one: raibid-cli forge add\n');
  return 0;
}
