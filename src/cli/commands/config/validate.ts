import { resolve } from 'node:path';
import type { CommandContext } from '../../command.ts';
import { configFile } from '../../config/config-file.ts';
import { readSettings } from '../../config/read-settings.ts';
import { textArgument } from '../../option-values.ts';

export async function run(context: CommandContext): Promise<number> {
  const given = textArgument(context, 'file');
  const file = given === undefined ? configFile(context) : resolve(context.cwd, given);
  if (file === null) {
    context.stdout.write('There is no raibid-ci.yaml; every setting has its default.\n');
    return 0;
  }
  const settings = readSettings(file, context.commands);
  context.stdout.write(`${file} is valid: ${settings.length} settings\n`);
  return 0;
}
