import { type Document, parseAllDocuments, visit, type YAMLError } from 'yaml';
import type { JsonValue } from '../../shared/json.ts';
import { templateHint, type YamlProblem } from './problem.ts';
import { toJson } from './to-json.ts';

export interface PositionedDocument {
  document: Document.Parsed;
  value: JsonValue;
  problems: YamlProblem[];
}

/** Parses with the full parser: slower, but it knows all of YAML and where everything is. */
export function parsePositioned(text: string): PositionedDocument[] {
  const parsed = parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const documents: readonly Document.Parsed[] = 'empty' in parsed ? [] : (parsed as Document.Parsed[]);
  return documents.map((document) => {
    const syntax = document.errors.map((error) => problemOf(error, document, text));
    if (syntax.length === 0) syntax.push(...controlCharacters(document, text));
    if (syntax.length > 0) return { document, value: null, problems: syntax.slice(0, 5) };
    return { document, ...toJson(document) };
  });
}

const hints: Record<string, string> = {
  TAB_AS_INDENT: 'Indent with spaces: YAML does not allow tabs here.',
  BAD_INDENT: 'Align the line with its neighbours.',
  MISSING_CHAR: 'Add the missing character, or put the value in quotes.',
  MULTILINE_IMPLICIT_KEY: 'Check the indentation and the colon of this line.',
  BLOCK_AS_IMPLICIT_KEY: 'Put the value in quotes when it contains ": ", or move it to its own line.',
  BAD_ALIAS: 'Define the anchor before it is used.',
  UNEXPECTED_TOKEN: 'Check the indentation, and put values with special characters in quotes.',
};

function problemOf(error: YAMLError, document: Document.Parsed, text: string): YamlProblem {
  const isTemplate = /\{\{|\{%/.test(text);
  const hint = isTemplate ? templateHint : (hints[error.code] ?? 'Correct the YAML at this place.');
  return { rule: 'yaml-syntax', message: lowerFirst(error.message), hint, offset: offsetOf(error, document) };
}

/** What YAML does not allow anywhere in a text, and Kubernetes's parser refuses. */
const control = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function controlCharacters(document: Document.Parsed, text: string): YamlProblem[] {
  const [start, , end] = document.range;
  const at = text.slice(start, end).search(control);
  if (at < 0) return [];
  const code = text
    .charCodeAt(start + at)
    .toString(16)
    .padStart(4, '0');
  const hint = 'Remove it, or write it as an escape in double quotes.';
  return [
    {
      rule: 'yaml-syntax',
      message: `the control character U+${code.toUpperCase()} is not allowed`,
      hint,
      offset: start + at,
    },
  ];
}

/** A quote that is never closed runs on to the next one or the end: point at where it was opened. */
function offsetOf(error: YAMLError, document: Document.Parsed): number {
  const [end] = error.pos;
  let offset = end;
  if (!/closing/.test(error.message)) return offset;
  visit(document, {
    Scalar(_key, node) {
      const [start, stop] = node.range ?? [0, 0];
      if (node.type?.startsWith('QUOTE') && start < end && stop >= end - 1) offset = start;
    },
  });
  return offset;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
