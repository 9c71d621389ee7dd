import { runRoutes } from '../../../contract/api/runs.ts';
import type { CommandContext } from '../../command.ts';
import { requiredArgument } from '../../option-values.ts';
import { connect } from '../../remote/connection.ts';

export async function run(context: CommandContext): Promise<number> {
  const jobId = requiredArgument(context, 'job');
  const client = await connect(context);
  await client.call(runRoutes.retryJob, { params: { jobId } }, { signal: context.signal });
  context.stderr.write(`Job ${jobId} is taken up again.\n`);
  return 0;
}
