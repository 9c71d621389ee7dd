import type { Command, CommandArgument, CommandOption } from '../command.ts';
import { allOptions } from '../common-options.ts';

/** What can follow a command's words, for the shells' scripts. */
export interface CompletionEntry {
  /** `runs list`, or the name of a group, or empty for the program itself. */
  path: string;
  /** Words that go on from here, each with what it does. */
  words: { word: string; summary: string }[];
  options: CommandOption[];
  /** True when arguments are files or folders. */
  files: boolean;
}

const help: CommandOption = { flag: 'help', short: 'h', summary: 'Show help' };
const fileArguments = new Set(['path', 'workflow']);
const shells = ['bash', 'zsh', 'fish'].map((word) => ({ word, summary: `For ${word}` }));

/** One entry a place of the command tree, made from command data. */
export function completionWords(commands: readonly Command[]): CompletionEntry[] {
  const groups = [...new Set(commands.flatMap((command) => command.name.split(' ').slice(0, -1)))];
  const top = commands.filter((command) => !command.name.includes(' '));
  const root = [...top.map(wordOf), ...groups.map((group) => ({ word: group, summary: '' }))];
  return [
    {
      path: '',
      words: root,
      options: [help, { flag: 'version', short: 'V', summary: 'Print the version' }],
      files: false,
    },
    ...groups.map((group) => groupEntry(group, commands)),
    ...commands.map(commandEntry),
  ];
}

function groupEntry(group: string, commands: readonly Command[]): CompletionEntry {
  const members = commands.filter((command) => command.name.startsWith(`${group} `));
  return { path: group, words: members.map(wordOf), options: [help], files: false };
}

function commandEntry(command: Command): CompletionEntry {
  const named = command.arguments ?? [];
  return {
    path: command.name,
    words: named.some((argument: CommandArgument) => argument.name === 'shell') ? shells : [],
    options: [...allOptions(command), help],
    files: named.some((argument) => fileArguments.has(argument.name)),
  };
}

function wordOf(command: Command): { word: string; summary: string } {
  return { word: command.name.split(' ').at(-1) ?? '', summary: command.summary };
}

/** True when the option's value is a file or folder. */
export function takesPath(option: CommandOption): boolean {
  return option.value === 'file' || option.value === 'folder';
}

/** The option's spellings: `--follow` and `-f`. */
export function spellings(option: CommandOption): string[] {
  return option.short === undefined ? [`--${option.flag}`] : [`--${option.flag}`, `-${option.short}`];
}
