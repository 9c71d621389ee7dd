import { formatPosition, RaibidError } from '../../../shared/errors.ts';
import type { Command, CommandContext } from '../../command.ts';
import { allOptions } from '../../common-options.ts';
import { configFile } from '../../config/config-file.ts';
import { isInEnvironment, variables } from '../../config/file-values.ts';
import { type FileSetting, readSettings } from '../../config/read-settings.ts';
import { isSwitchedOn, textOption } from '../../option-values.ts';
import { printData, printWidth } from '../../output/print.ts';
import { styleFor } from '../../output/style.ts';
import { formatTable } from '../../output/table.ts';

interface Shown {
  command: string;
  option: string;
  value: string;
  /** `default`, a variable, or file, line and column. */
  origin: string;
}

export async function run(context: CommandContext): Promise<number> {
  const file = configFile(context);
  const settings = file === null ? [] : readSettings(file, context.commands);
  const withOrigin = isSwitchedOn(context, 'origin');
  const all = chosenCommands(context).flatMap((command) => shownOf(command, settings, context));
  const shown = all.filter(({ origin }) => withOrigin || origin !== 'default');
  printData(context, { file, settings: shown }, () => {
    if (shown.length === 0) return ['Every setting has its default; --origin shows them.'];
    const titles = ['COMMAND', 'OPTION', 'VALUE', ...(withOrigin ? ['ORIGIN'] : [])].map((title) => ({ title }));
    const rows = shown.map(({ command, option, value, origin }) => [
      command,
      option,
      value,
      ...(withOrigin ? [origin] : []),
    ]);
    return formatTable(titles, rows, printWidth(context.stdout), styleFor(context.stdout, context.env).dim);
  });
  return 0;
}

function chosenCommands(context: CommandContext): readonly Command[] {
  const name = textOption(context, 'command');
  if (name === undefined) return context.commands;
  const found = context.commands.find((command) => command.name === name);
  if (found === undefined) throw new RaibidError('not_found', `there is no command '${name}'`);
  return [found];
}

function shownOf(command: Command, settings: readonly FileSetting[], { env }: CommandContext): Shown[] {
  return allOptions(command).flatMap(({ flag, default: standard }): Shown[] => {
    const place = { command: command.name, option: flag };
    const variable = variables[flag] ?? '';
    if (isInEnvironment(flag, env)) return [{ ...place, value: env[variable] ?? '', origin: variable }];
    const setting = settings.find((each) => each.command === command.name && each.flag === flag);
    if (setting !== undefined) return [{ ...place, value: String(setting.value), origin: formatPosition(setting.at) }];
    return standard === undefined ? [] : [{ ...place, value: String(standard), origin: 'default' }];
  });
}
