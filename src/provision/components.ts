import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { RaibidError } from '../shared/errors.ts';

const name = z.string().regex(/^[a-z][a-z0-9-]*$/);

const entrySchema = z.strictObject({
  name,
  dependsOn: z.array(name),
  namespace: name,
  deploy: z.enum(['k3s', 'chart', 'manifests']),
  /** Folder below infra/ with manifests that are applied first. */
  path: z.string(),
  /** A folder below infra/, or the name of an upstream chart in `repository`. */
  chart: z.string().optional(),
  repository: z.url().optional(),
  /** Folder below infra/ with the values files, where the chart is not ours. */
  values: z.string().optional(),
  release: z.string().optional(),
  /** Folder below infra/ with a kustomization. */
  manifests: z.string().optional(),
  version: z.string(),
  images: z.array(z.string()),
  secrets: z.array(z.strictObject({ name, keys: z.array(z.string()) })).default([]),
  /** Kind in lower case -> name of what must be ready. */
  health: z.record(z.string(), z.string()),
});
const tableSchema = z.looseObject({ components: z.array(entrySchema) });

/** A row of infra/components.yaml. */
export type ComponentEntry = z.infer<typeof entrySchema>;

/**
 * Reads infra/components.yaml. Answers the rows so that each stands after what it depends on, otherwise in the order of
 * the file. Throws `config_invalid` with the position of what is wrong.
 */
export function readComponents(infra: string): ComponentEntry[] {
  const file = join(infra, 'components.yaml');
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines });
  const parsed = tableSchema.safeParse(document.toJS());
  if (parsed.success) return inOrder(parsed.data.components, file);
  const [issue] = parsed.error.issues;
  const node = document.getIn(issue?.path.map((step) => (typeof step === 'symbol' ? String(step) : step)) ?? [], true);
  const offset = typeof node === 'object' && node !== null && 'range' in node ? firstOf(node.range) : 0;
  const { line, col } = lines.linePos(offset);
  throw new RaibidError('config_invalid', `${issue?.path.join('.')}: ${issue?.message}`, {
    at: { file, line, column: col },
  });
}

/** Rows of the named components; `all` and nothing at all mean every one. Throws `not_found`. */
export function chooseComponents(entries: readonly ComponentEntry[], names: readonly string[]): ComponentEntry[] {
  const known = entries.map((entry) => entry.name);
  const unknown = names.find((wanted) => wanted !== 'all' && !known.includes(wanted));
  if (unknown !== undefined)
    throw new RaibidError('not_found', `there is no component '${unknown}'`, {
      hint: `The components are: ${known.join(', ')}.`,
    });
  if (names.length === 0 || names.includes('all')) return [...entries];
  return entries.filter((entry) => names.includes(entry.name));
}

function inOrder(entries: readonly ComponentEntry[], file: string): ComponentEntry[] {
  const placed: ComponentEntry[] = [];
  const isPlaced = (wanted: string): boolean => placed.some((entry) => entry.name === wanted);
  while (placed.length < entries.length) {
    const next = entries.find((entry) => !isPlaced(entry.name) && entry.dependsOn.every(isPlaced));
    if (next === undefined) {
      const rest = entries.filter((entry) => !isPlaced(entry.name)).map((entry) => entry.name);
      throw new RaibidError('config_invalid', `${rest.join(', ')} depend on each other, or on what is not there`, {
        at: { file },
      });
    }
    placed.push(next);
  }
  return placed;
}

function firstOf(range: unknown): number {
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : 0;
}
