import { forgeRoutes } from '../../../contract/api/forges.ts';
import { RaibidError } from '../../../shared/errors.ts';
import type { CommandContext } from '../../command.ts';
import { requiredArgument, textOption } from '../../option-values.ts';
import { printData } from '../../output/print.ts';
import { connect } from '../../remote/connection.ts';

export async function run(context: CommandContext): Promise<number> {
  const forge = textOption(context, 'forge');
  if (forge === undefined) throw new RaibidError('usage', 'name the forge with --forge');
  const client = await connect(context);
  const body = { fullName: requiredArgument(context, 'name') };
  const repository = await client.call(forgeRoutes.enable, { params: { forge }, body }, { signal: context.signal });
  printData(context, repository, () => [repository.fullName]);
  context.stderr.write(`What is pushed to ${repository.fullName} on ${forge} from now on runs here.\n`);
  return 0;
}
