import { runRoutes } from '../../../contract/api/runs.ts';
import type { CommandContext } from '../../command.ts';
import { connect } from '../../remote/connection.ts';
import { findRunId } from '../../remote/find-run.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const runId = await findRunId(client, context);
  await client.call(runRoutes.cancel, { params: { runId } }, { signal: context.signal });
  context.stderr.write(`Run ${runId} is being cancelled. Follow it: raibid-cli runs watch ${runId}\n`);
  return 0;
}
