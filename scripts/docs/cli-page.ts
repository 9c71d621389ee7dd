import type { Command, CommandOption } from '../../src/cli/command.ts';
import { allOptions } from '../../src/cli/common-options.ts';

const head = `# The command line

<!-- Made from the command data in src/cli/commands by \`npm run docs\`. -->

Data goes to standard output, everything else to standard error. \`--json\` prints data for programs, errors included.
Colours appear on a terminal only; \`NO_COLOR=1\` turns them off. Exit codes are in [errors.md](errors.md).

Commands that talk to a server find it by \`--server\`, \`RAIBID_SERVER\`, or the server that runs on this machine. They
find the token by \`--token-file\`, \`RAIBID_TOKEN\`, \`RAIBID_TOKEN_FILE\`, or in the data folder of the local server, whose
token is sent to that server only.
`;

/** docs/cli.md. */
export function cliPage(commands: readonly Command[]): string {
  const rows = commands.map((command) => `| [\`${command.name}\`](#${anchorOf(command)}) | ${command.summary} |`);
  const table = ['| command | what it does |', '|---|---|', ...rows].join('\n');
  return `${[head, table, ...commands.map(section)].join('\n\n').replace(/\n{3,}/g, '\n\n')}\n`;
}

function section(command: Command): string {
  const parts = [`## ${command.name}`, `${command.summary}.`, usage(command)];
  if (command.description !== undefined) parts.push(command.description);
  const rows = [...argumentRows(command), ...allOptions(command).map(optionRow)];
  if (rows.length > 0) parts.push(['| | |', '|---|---|', ...rows].join('\n'));
  const examples = (command.examples ?? []).map((example) => `# ${example.what}\n${example.line}`);
  if (examples.length > 0) parts.push(`\`\`\`sh\n${examples.join('\n\n')}\n\`\`\``);
  return parts.join('\n\n');
}

function usage(command: Command): string {
  const words = (command.arguments ?? []).map((argument) => {
    const name = argument.variadic === true ? `${argument.name}...` : argument.name;
    return argument.required === true ? `<${name}>` : `[${name}]`;
  });
  return `\`${['raibid-cli', command.name, '[options]', ...words].join(' ')}\``;
}

function argumentRows(command: Command): string[] {
  return (command.arguments ?? []).map((argument) => `| \`${argument.name}\` | ${cell(argument.summary)} |`);
}

function optionRow(option: CommandOption): string {
  const short = option.short === undefined ? '' : `-${option.short}, `;
  const value = option.value === undefined ? '' : ` <${option.value}>`;
  const notes = [
    ...(option.choices === undefined ? [] : [`one of ${option.choices.map((choice) => `\`${choice}\``).join(', ')}`]),
    ...(option.repeat === true ? ['may be repeated'] : []),
    ...(option.default === undefined ? [] : [`default \`${option.default}\``]),
  ];
  const text = notes.length === 0 ? option.summary : `${option.summary}; ${notes.join('; ')}`;
  return `| \`${short}--${option.flag}${value}\` | ${cell(text)} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

function anchorOf(command: Command): string {
  return command.name.replaceAll(' ', '-');
}
