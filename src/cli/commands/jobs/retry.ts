import { runRoutes } from '../../../contract/api/runs.ts';
import { RaibidError } from '../../../shared/errors.ts';
import { jobIdPattern } from '../../../shared/ids.ts';
import type { CommandContext } from '../../command.ts';
import { requiredArgument } from '../../option-values.ts';
import { connect } from '../../remote/connection.ts';

export async function run(context: CommandContext): Promise<number> {
  const jobId = requiredArgument(context, 'job');
  if (!jobIdPattern.test(jobId)) {
    throw new RaibidError('usage', `'${jobId}' is no job id, which is like 12-f143b23c7c7d`, {
      hint: '`raibid-cli queue` lists the jobs that were given up; `raibid-cli runs rerun` runs others again.',
    });
  }
  const client = await connect(context);
  await client.call(runRoutes.retryJob, { params: { jobId } }, { signal: context.signal });
  context.stderr.write(`Job ${jobId} is taken up again.\n`);
  return 0;
}
