import type { CommandContext } from '../../command.ts';
import { requiredArgument } from '../../option-values.ts';
import { printData } from '../../output/print.ts';
import { connect } from '../../remote/connection.ts';
import { repositoryParams } from '../../remote/repository-name.ts';
import { syncMirror, syncText } from '../../remote/sync-mirror.ts';

export async function run(context: CommandContext): Promise<number> {
  const params = repositoryParams(requiredArgument(context, 'repository'));
  const mirror = await syncMirror(await connect(context), params, context.signal);
  printData(context, mirror, () => [`${mirror.repository}: ${syncText(mirror)}`]);
  return mirror.failure === null ? 0 : 1;
}
