import { repositoryRoutes } from '../../../contract/api/repositories.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn, pairsOption, requiredArgument, textOption } from '../../option-values.ts';
import { printData } from '../../output/print.ts';
import { connect } from '../../remote/connection.ts';
import { repositoryParams } from '../../remote/repository-name.ts';
import { watchRun } from '../../remote/watch-run.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const params = repositoryParams(requiredArgument(context, 'repository'));
  const body = {
    workflow: requiredArgument(context, 'workflow'),
    ref: textOption(context, 'ref'),
    inputs: pairsOption(context, 'input'),
  };
  const answer = await client.call(repositoryRoutes.dispatch, { params, body }, { signal: context.signal });
  if (isSwitchedOn(context, 'watch')) return watchRun(client, answer.runId, context);
  printData(context, answer, () => [answer.runId]);
  context.stderr.write(`Follow it: raibid-cli runs watch ${answer.runId}\n`);
  return 0;
}
