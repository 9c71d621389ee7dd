import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { RaibidError, type SourcePosition } from '../../shared/errors.ts';
import type { Command, CommandOption } from '../command.ts';
import { allOptions } from '../common-options.ts';
import { readConfigText } from './config-file.ts';

/** A setting of the file: an option of a command. */
export interface FileSetting {
  /** Words of the command, such as `runs list`. */
  command: string;
  flag: string;
  /** As the parser of the command line would give it. */
  value: string | string[] | boolean;
  at: SourcePosition;
}

/**
 * Reads the file: a mapping from commands to their options. Throws `config_invalid` with the position of the first thing
 * that is wrong, and with what would be right.
 */
export function readSettings(file: string, commands: readonly Command[]): FileSetting[] {
  const text = readConfigText(file);
  if (text === null) throw new RaibidError('config_invalid', `${file} cannot be read.`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const [syntax] = document.errors;
  if (syntax !== undefined) throw invalid(syntax.message.split('\n')[0] ?? '', at(syntax.pos[0]));
  return pairsOf(document.contents, at, 'the file').flatMap(([name, section, position]) => {
    const command = commands.find((candidate) => candidate.name === name);
    if (command === undefined) throw invalid(`there is no command '${name}'`, position);
    return sectionSettings(command, section, at);
  });
}

type Locate = (offset: number) => SourcePosition;

function sectionSettings(command: Command, section: unknown, at: Locate): FileSetting[] {
  const options = allOptions(command);
  return pairsOf(section, at, `'${command.name}'`).map(([flag, node, position]) => {
    const option = options.find((candidate) => candidate.flag === flag);
    if (option === undefined) {
      const known = options.map((candidate) => candidate.flag).join(', ');
      throw invalid(`'${command.name}' has no option '${flag}'; it has: ${known || 'none'}`, position);
    }
    return { command: command.name, flag, value: settingOf(option, node, position), at: position };
  });
}

function settingOf(option: CommandOption, node: unknown, at: SourcePosition): FileSetting['value'] {
  if (option.repeat === true) {
    if (isSeq(node)) return node.items.map((item) => textOf(option, item, at));
    throw invalid(`'${option.flag}' must be a list`, at);
  }
  if (option.value !== undefined) return textOf(option, node, at);
  if (isScalar(node) && typeof node.value === 'boolean') return node.value;
  throw invalid(`'${option.flag}' must be true or false`, at);
}

function textOf({ flag, choices }: CommandOption, node: unknown, at: SourcePosition): string {
  const value = isScalar(node) ? node.value : null;
  if (typeof value !== 'string' && typeof value !== 'number') throw invalid(`'${flag}' must be a text or a number`, at);
  const text = String(value);
  if (choices === undefined || choices.includes(text)) return text;
  throw invalid(`'${flag}' must be one of ${choices.join(', ')}, not '${text}'`, at);
}

/** Keys of a mapping with their values and places; of nothing at all there are none. */
function pairsOf(node: unknown, at: Locate, what: string): [key: string, value: unknown, at: SourcePosition][] {
  if (node === null || (isScalar(node) && node.value === null)) return [];
  if (!isMap(node)) throw invalid(`${what} must be a mapping`, at(offsetOf(node)));
  return node.items.map(({ key, value }) => [isScalar(key) ? String(key.value) : '', value, at(offsetOf(key))]);
}

function offsetOf(node: unknown): number {
  const { range } = (node ?? {}) as Partial<Node>;
  return range?.[0] ?? 0;
}

function invalid(message: string, at: SourcePosition): RaibidError {
  return new RaibidError('config_invalid', message, { at, hint: '`raibid-cli config validate` looks at the file.' });
}
