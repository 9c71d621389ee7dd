import { runRoutes } from '../../../contract/api/runs.ts';
import type { CommandContext } from '../../command.ts';
import { textOption } from '../../option-values.ts';
import { connect } from '../../remote/connection.ts';
import { findRunId } from '../../remote/find-run.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const runId = await findRunId(client, context);
  const sha = textOption(context, 'sha');
  const body = sha === undefined ? {} : { sha };
  await client.call(runRoutes.approve, { params: { runId }, body }, { signal: context.signal });
  context.stderr.write(`Run ${runId} is approved. Follow it: raibid-cli runs watch ${runId}\n`);
  return 0;
}
