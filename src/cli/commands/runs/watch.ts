import type { CommandContext } from '../../command.ts';
import { connect } from '../../remote/connection.ts';
import { findRunId } from '../../remote/find-run.ts';
import { watchRun } from '../../remote/watch-run.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  return watchRun(client, await findRunId(client, context), context);
}
