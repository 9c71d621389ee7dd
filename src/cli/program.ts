import { Argument, Command as CommanderCommand, Option } from 'commander';
import { packageVersion } from '../shared/package-version.ts';
import type { Command, CommandArgument, CommandContext, CommandOption } from './command.ts';
import { allOptions } from './common-options.ts';
import { fileValues } from './config/file-values.ts';
import type { FileSetting } from './config/read-settings.ts';
import type { CliIo } from './io.ts';
import { styleFor, wantsColour } from './output/style.ts';

const groupSummaries: Record<string, string> = {
  agents: 'Agents that run jobs',
  artifacts: 'Files that runs left',
  bundle: 'What setup needs without the internet',
  config: 'Settings in raibid-ci.yaml',
  forge: 'Connected Gitea servers',
  images: 'Container images of the manifests',
  jobs: 'Single jobs of a run',
  mirror: 'Repositories elsewhere whose pushes run here',
  repo: 'Repositories of the platform',
  runs: 'Runs of workflows',
  secrets: 'Values that logs do not show',
  store: 'State of the platform',
  vars: 'Variables of workflows',
  workflow: 'Workflow files',
};

/** The parser, made from command data. `done` gets the exit code of the handler that ran. */
export function createProgram(commands: readonly Command[], io: CliIo, done: (code: number) => void): CommanderCommand {
  const program = prepare(new CommanderCommand('raibid-cli'), io)
    .description(
      'A private CI for hardware you own: GitHub Actions workflows, git hosting, queue, agents and dashboard.',
    )
    .version(packageVersion(), '-V, --version', 'Print the version')
    .helpCommand('help [command]', 'Show help for a command');
  for (const command of commands) addCommand(program, command, commands, io, done);
  return program;
}

/** Names of groups with what stands in them, for help, documentation and completion. */
export function groupSummary(group: string): string {
  return groupSummaries[group] ?? '';
}

function prepare(program: CommanderCommand, io: CliIo): CommanderCommand {
  const style = styleFor(io.stdout, io.env);
  return program
    .exitOverride()
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'Show this help')
    .configureHelp({ styleTitle: style.bold, showGlobalOptions: false })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      // Errors are reported by main() in our own form; the help of an unfinished command line goes to standard error.
      writeErr: (text) => io.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => (io.stdout.isTTY ? io.stdout.columns : 100),
      getErrHelpWidth: () => (io.stderr.isTTY ? io.stderr.columns : 100),
      getOutHasColors: () => wantsColour(io.stdout, io.env),
      getErrHasColors: () => wantsColour(io.stderr, io.env),
    });
}

function addCommand(
  program: CommanderCommand,
  command: Command,
  commands: readonly Command[],
  io: CliIo,
  done: (code: number) => void,
): void {
  const words = command.name.split(' ');
  const verb = words.at(-1) ?? command.name;
  const parent = words.length > 1 ? groupOf(program, words[0] ?? '', io) : program;
  const parsed = prepare(parent.command(verb), io).summary(command.summary);
  parsed.description([`${command.summary}.`, command.description].filter(Boolean).join('\n\n'));
  for (const argument of command.arguments ?? []) parsed.addArgument(argumentOf(argument));
  const options = allOptions(command).map((option) => ({ data: option, parsed: optionOf(option) }));
  for (const option of options) parsed.addOption(option.parsed);
  if (command.examples !== undefined)
    parsed.addHelpText('after', examplesText(command, styleFor(io.stdout, io.env).bold));
  parsed.action(async () => {
    const fromFile = await fileValues(command, commands, io);
    const { run } = await command.load();
    done(await run({ ...contextOf(command, parsed, options, io, fromFile), commands }));
  });
}

function groupOf(program: CommanderCommand, name: string, io: CliIo): CommanderCommand {
  const known = program.commands.find((command) => command.name() === name);
  return known ?? prepare(program.command(name), io).description(groupSummary(name)).helpCommand(false);
}

function argumentOf(argument: CommandArgument): Argument {
  const name = argument.variadic === true ? `${argument.name}...` : argument.name;
  return new Argument(argument.required === true ? `<${name}>` : `[${name}]`, argument.summary);
}

function optionOf(option: CommandOption): Option {
  const short = option.short === undefined ? '' : `-${option.short}, `;
  const value = option.value === undefined ? '' : ` <${option.value}>`;
  const parsed = new Option(`${short}--${option.flag}${value}`, option.summary);
  if (option.choices !== undefined) parsed.choices(option.choices);
  if (option.repeat === true)
    parsed.argParser((text: string, before: string[] | undefined) => [...(before ?? []), text]);
  if (option.default !== undefined)
    parsed.default(option.value === undefined ? option.default : String(option.default));
  return parsed;
}

function contextOf(
  command: Command,
  parsed: CommanderCommand,
  options: { data: CommandOption; parsed: Option }[],
  io: CliIo,
  fromFile: ReadonlyMap<string, FileSetting>,
): Omit<CommandContext, 'commands'> {
  const { argv: _argv, ...world } = io;
  const values = parsed.opts();
  const names = (command.arguments ?? []).map((argument) => argument.name);
  return {
    ...world,
    arguments: Object.fromEntries(names.map((name, index) => [name, parsed.processedArgs[index]])),
    options: Object.fromEntries(
      options.map(({ data, parsed: option }) => {
        const name = option.attributeName();
        // The file stands above defaults and below what was typed.
        const isTyped = parsed.getOptionValueSource(name) === 'cli';
        return [data.flag, isTyped ? values[name] : (fromFile.get(data.flag)?.value ?? values[name])];
      }),
    ),
  };
}

function examplesText(command: Command, bold: (text: string) => string): string {
  const examples = (command.examples ?? []).map((example) => `  ${example.line}\n      ${example.what}`);
  return `\n${bold('Examples:')}\n${examples.join('\n')}`;
}
