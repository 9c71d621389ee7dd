import { type MirrorView, mirrorRoutes } from '../../../contract/api/mirrors.ts';
import type { CommandContext } from '../../command.ts';
import { printData, printWidth } from '../../output/print.ts';
import { styleFor } from '../../output/style.ts';
import { formatTable } from '../../output/table.ts';
import { ageText } from '../../output/time-text.ts';
import { connect } from '../../remote/connection.ts';
import { syncText } from '../../remote/sync-mirror.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const { mirrors } = await client.call(mirrorRoutes.list, {}, { signal: context.signal });
  printData(context, mirrors, () => linesFor(mirrors, context));
  if (mirrors.length === 0) context.stderr.write('No mirror. Add one: raibid-cli mirror add NAME URL\n');
  return 0;
}

function linesFor(mirrors: MirrorView[], context: CommandContext): string[] {
  if (mirrors.length === 0) return [];
  const style = styleFor(context.stdout, context.env);
  return formatTable(
    [{ title: 'NAME' }, { title: 'FOLLOWS', shrink: true }, { title: 'SYNCED' }, { title: 'STATE', shrink: true }],
    mirrors.map((mirror) => [
      { text: mirror.repository, paint: style.bold },
      mirror.url,
      mirror.lastSyncAt === null ? 'never' : ageText(mirror.lastSyncAt, Date.now()),
      syncText(mirror),
    ]),
    printWidth(context.stdout),
    style.dim,
  );
}
