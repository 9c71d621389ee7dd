import { runRoutes } from '../../../contract/api/runs.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn } from '../../option-values.ts';
import { connect } from '../../remote/connection.ts';
import { findRunId } from '../../remote/find-run.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const runId = await findRunId(client, context);
  const only = isSwitchedOn(context, 'failed') ? 'failed' : 'all';
  await client.call(runRoutes.rerun, { params: { runId }, body: { only } }, { signal: context.signal });
  context.stderr.write(`Run ${runId} starts again. Follow it: raibid-cli runs watch ${runId}\n`);
  return 0;
}
