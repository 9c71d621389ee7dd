import { forgeRoutes } from '../../../contract/api/forges.ts';
import type { CommandContext } from '../../command.ts';
import { requiredArgument } from '../../option-values.ts';
import { connect } from '../../remote/connection.ts';
import { fullRepositoryName, repositoryParams } from '../../remote/repository-name.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const name = requiredArgument(context, 'name');
  await client.call(forgeRoutes.disable, { params: repositoryParams(name) }, { signal: context.signal });
  context.stderr.write(`Nothing starts for ${fullRepositoryName(name)} any more; its runs stay.\n`);
  return 0;
}
