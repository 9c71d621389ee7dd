import { resolve } from 'node:path';
import { RaibidError } from '../shared/errors.ts';
import type { CommandContext } from './command.ts';

type Given = Pick<CommandContext, 'options' | 'arguments'>;

/** Value of an option that takes one, or undefined when it was not given. */
export function textOption(context: Given, flag: string): string | undefined {
  const value = context.options[flag];
  return typeof value === 'string' ? value : undefined;
}

/** Value of an option that a command cannot do without. Throws `usage` when it was not given. */
export function requiredOption(context: Given, flag: string): string {
  const value = textOption(context, flag);
  if (value === undefined) throw new RaibidError('usage', `--${flag} is needed`);
  return value;
}

/** Absolute path of the folder that an option names; null when it was not given. */
export function folderOption(context: Given & Pick<CommandContext, 'cwd'>, flag: string): string | null {
  const folder = textOption(context, flag);
  return folder === undefined ? null : resolve(context.cwd, folder);
}

/** Values of an option that may be repeated. */
export function listOption(context: Given, flag: string): string[] {
  const value = context.options[flag];
  return Array.isArray(value) ? value : [];
}

/** True when the switch was given. */
export function isSwitchedOn(context: Given, flag: string): boolean {
  return context.options[flag] === true;
}

/** A whole number within limits. Throws `usage` otherwise. */
export function numberOption(context: Given, flag: string, limits: { min: number; max: number }): number | undefined {
  const text = textOption(context, flag);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= limits.min && value <= limits.max) return value;
  throw new RaibidError('usage', `--${flag} must be a whole number from ${limits.min} to ${limits.max}, not '${text}'`);
}

/** Pairs of a repeated option such as `--input name=value`; the last of a name wins. Throws `usage` without `=`. */
export function pairsOption(context: Given, flag: string): Record<string, string> {
  return Object.fromEntries(pairListOption(context, flag));
}

/** The same pairs in order, with names that come more than once. */
export function pairListOption(context: Given, flag: string): [name: string, value: string][] {
  return listOption(context, flag).map((text) => splitPair(text, flag));
}

/** Value of an argument, or undefined when it was left out. */
export function textArgument(context: Given, name: string): string | undefined {
  const value = context.arguments[name];
  return typeof value === 'string' ? value : undefined;
}

/** Values of an argument that takes all that follows. */
export function listArgument(context: Given, name: string): string[] {
  const value = context.arguments[name];
  return Array.isArray(value) ? value : [];
}

/** Value of an argument that the parser has made sure of. */
export function requiredArgument(context: Given, name: string): string {
  const value = textArgument(context, name);
  if (value === undefined) throw new RaibidError('usage', `missing argument '${name}'`);
  return value;
}

function splitPair(text: string, flag: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new RaibidError('usage', `--${flag} must be name=value, not '${text}'`);
}
