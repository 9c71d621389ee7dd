import { settingRoutes } from '../../../contract/api/settings.ts';
import type { CommandContext } from '../../command.ts';
import { printData } from '../../output/print.ts';
import { connect } from '../../remote/connection.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const done = await client.call(settingRoutes.rotateKey, {}, { signal: context.signal });
  printData(context, done, () => [`${done.resealed} sealed under a new key`]);
  for (const what of done.lost) context.stderr.write(`error: ${what} cannot be opened; set it again.\n`);
  return done.lost.length === 0 ? 0 : 1;
}
