import { readFileSync } from 'node:fs';
import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { RaibidError } from '../shared/errors.ts';
import type { JsonObject } from '../shared/json.ts';
import type { ComponentEntry } from './components.ts';

const valuesSchema = z.record(z.string(), z.record(z.string(), z.json()));

/**
 * Reads the file of `--values`: a mapping from the name of a component to its Helm values. Throws `config_invalid` with
 * the position. The values themselves are checked by the schema of each chart.
 */
export function readValues(file: string, entries: readonly ComponentEntry[]): Record<string, JsonObject> {
  const lines = new LineCounter();
  const document = parseDocument(readText(file), { lineCounter: lines });
  const [syntax] = document.errors;
  if (syntax !== undefined) throw invalid(syntax.message, file, lines, syntax.pos[0]);
  const parsed = valuesSchema.safeParse(document.toJS() ?? {});
  if (!parsed.success) throw invalid(z.prettifyError(parsed.error), file, lines, 0);
  const known = entries.map(({ name }) => name);
  const unknown = Object.keys(parsed.data).find((name) => !known.includes(name));
  if (unknown === undefined) return parsed.data;
  const offset = offsetOfKey(document, unknown);
  throw invalid(`there is no component '${unknown}'; there are ${known.join(', ')}`, file, lines, offset);
}

function offsetOfKey({ contents }: Document.Parsed, key: string): number {
  const pair = isMap(contents)
    ? contents.items.find((item) => isScalar(item.key) && item.key.value === key)
    : undefined;
  return isScalar(pair?.key) ? (pair.key.range?.[0] ?? 0) : 0;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new RaibidError('config_invalid', `${file} cannot be read`, { cause });
  }
}

function invalid(message: string, file: string, lines: LineCounter, offset: number): RaibidError {
  const { line, col } = lines.linePos(offset);
  return new RaibidError('config_invalid', message, { at: { file, line, column: col } });
}
