import { repositoryRoutes } from '../../../contract/api/repositories.ts';
import type { CommandContext } from '../../command.ts';
import { requiredArgument } from '../../option-values.ts';
import { printData } from '../../output/print.ts';
import { connect } from '../../remote/connection.ts';
import { repositoryParams } from '../../remote/repository-name.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const params = repositoryParams(requiredArgument(context, 'name'));
  const body = { defaultBranch: requiredArgument(context, 'branch') };
  const repository = await client.call(repositoryRoutes.edit, { params, body }, { signal: context.signal });
  printData(context, repository, () => [`${repository.fullName}: ${repository.defaultBranch}`]);
  return 0;
}
