import { runRoutes } from '../../../contract/api/runs.ts';
import type { CommandContext } from '../../command.ts';
import { connect } from '../../remote/connection.ts';
import { findRunId } from '../../remote/find-run.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const runId = await findRunId(client, context);
  await client.call(runRoutes.delete, { params: { runId } }, { signal: context.signal });
  context.stderr.write(`Deleted run ${runId}.\n`);
  return 0;
}
