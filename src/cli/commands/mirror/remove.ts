import { mirrorRoutes } from '../../../contract/api/mirrors.ts';
import type { CommandContext } from '../../command.ts';
import { requiredArgument } from '../../option-values.ts';
import { connect } from '../../remote/connection.ts';
import { fullRepositoryName, repositoryParams } from '../../remote/repository-name.ts';

export async function run(context: CommandContext): Promise<number> {
  const name = requiredArgument(context, 'repository');
  const client = await connect(context);
  await client.call(mirrorRoutes.remove, { params: repositoryParams(name) }, { signal: context.signal });
  context.stderr.write(`${fullRepositoryName(name)} follows nothing any more; it can be pushed to.\n`);
  return 0;
}
