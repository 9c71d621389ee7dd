import type { Command, CommandContext } from '../command.ts';
import { configFile } from './config-file.ts';
import type { FileSetting } from './read-settings.ts';

/** Options that have an environment variable, which stands above the file. */
export const variables: Readonly<Record<string, string>> = {
  server: 'RAIBID_SERVER',
  'token-file': 'RAIBID_TOKEN_FILE',
  'data-dir': 'RAIBID_DATA_DIR',
};

/** What looks at the file must run with a file that is wrong. */
const withoutFile = /^config /;

/** Values that the configuration file gives the options of one command. Throws `config_invalid` with a position. */
export async function fileValues(
  command: Command,
  commands: readonly Command[],
  context: Pick<CommandContext, 'env' | 'cwd'>,
): Promise<Map<string, FileSetting>> {
  const file = configFile(context);
  if (file === null || withoutFile.test(command.name)) return new Map();
  // Loaded here: YAML costs 20 ms, and most have no such file.
  const { readSettings } = await import('./read-settings.ts');
  const settings = readSettings(file, commands).filter((setting) => setting.command === command.name);
  return new Map(settings.filter(({ flag }) => !isInEnvironment(flag, context.env)).map((each) => [each.flag, each]));
}

/** True when the environment has a value for this option. */
export function isInEnvironment(flag: string, env: CommandContext['env']): boolean {
  const variable = variables[flag];
  return variable !== undefined && (env[variable] ?? '') !== '';
}
