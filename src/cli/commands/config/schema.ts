import type { CommandContext } from '../../command.ts';
import { configSchema } from '../../config/json-schema.ts';

export async function run(context: CommandContext): Promise<number> {
  context.stdout.write(`${JSON.stringify(configSchema(context.commands), null, 2)}\n`);
  return 0;
}
