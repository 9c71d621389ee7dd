import { runRoutes } from '../../../contract/api/runs.ts';
import type { ArtifactView } from '../../../contract/views.ts';
import type { CommandContext } from '../../command.ts';
import { printData, printWidth } from '../../output/print.ts';
import { sizeText } from '../../output/size-text.ts';
import { styleFor } from '../../output/style.ts';
import { formatTable } from '../../output/table.ts';
import { oneLine } from '../../output/terminal-text.ts';
import { ageText } from '../../output/time-text.ts';
import { connect } from '../../remote/connection.ts';
import { findRunId } from '../../remote/find-run.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const runId = await findRunId(client, context);
  const { artifacts } = await client.call(runRoutes.artifacts, { params: { runId } }, { signal: context.signal });
  printData(context, artifacts, () => linesFor(artifacts, context));
  if (artifacts.length === 0) context.stderr.write(`Run ${runId} has no artifacts.\n`);
  return 0;
}

function linesFor(artifacts: ArtifactView[], context: CommandContext): string[] {
  if (artifacts.length === 0) return [];
  const style = styleFor(context.stdout, context.env);
  return formatTable(
    [{ title: 'NAME', shrink: true }, { title: 'SIZE', align: 'right' }, { title: 'CREATED' }, { title: 'EXPIRES' }],
    artifacts.map((artifact) => [
      oneLine(artifact.name),
      sizeText(artifact.size),
      ageText(artifact.createdAt, Date.now()),
      new Date(artifact.expiresAt).toISOString().slice(0, 10),
    ]),
    printWidth(context.stdout),
    style.dim,
  );
}
