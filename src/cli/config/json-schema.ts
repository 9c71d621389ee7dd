import type { JsonObject } from '../../shared/json.ts';
import type { Command, CommandOption } from '../command.ts';
import { allOptions } from '../common-options.ts';

/** JSON Schema of raibid-ci.yaml, made from the commands: editors complete and check with it. */
export function configSchema(commands: readonly Command[]): JsonObject {
  const sections = commands.map((command): [string, JsonObject] => [command.name, sectionOf(command)]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'raibid-ci.yaml: options of raibid-cli, by command',
    type: ['object', 'null'],
    additionalProperties: false,
    properties: Object.fromEntries(sections),
  };
}

function sectionOf(command: Command): JsonObject {
  const options = allOptions(command).map((option): [string, JsonObject] => [option.flag, schemaOf(option)]);
  return {
    type: ['object', 'null'],
    description: command.summary,
    additionalProperties: false,
    properties: Object.fromEntries(options),
  };
}

function schemaOf(option: CommandOption): JsonObject {
  const description = { description: option.summary };
  if (option.value === undefined) return { ...description, type: 'boolean' };
  const text: JsonObject =
    option.choices === undefined ? { type: ['string', 'number'] } : { enum: [...option.choices] };
  if (option.repeat === true) return { ...description, type: 'array', items: text };
  return { ...description, ...text, ...(option.default === undefined ? {} : { default: option.default }) };
}
