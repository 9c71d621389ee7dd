import { isExpression, type Template } from '../contract/template.ts';
import { canonicalJson } from '../shared/canonical-json.ts';
import { RaibidError } from '../shared/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../shared/json.ts';

/** Jobs one matrix may make, as on GitHub. */
export const matrixLimit = 256;

/** `exclude` can bring a larger product below the limit, but nobody may make us build millions of rows first. */
const buildLimit = matrixLimit * 16;

/** One job of a matrix: its values, and a text that is the same for the same values. */
export interface MatrixEntry {
  matrix: JsonObject;
  /** Canonical JSON of `matrix`. */
  key: string;
}

/**
 * Expands a matrix as GitHub does: the product of all axes in the order of the file (the last axis turns fastest),
 * less what `exclude` matches, then `include` entry by entry. An entry extends every combination of the product that it
 * does not contradict; values added by an earlier entry may be overwritten, original ones never; an entry that fits
 * nowhere becomes a job of its own.
 *
 * Throws `workflow_invalid` for a matrix of the wrong form, an axis without values, or more than 256 jobs.
 */
export function expandMatrix(value: JsonValue): MatrixEntry[] {
  const { axes, include, exclude } = partsOf(value);
  const size =
    axes.reduce((product, [, values]) => product * values.length, axes.length === 0 ? 0 : 1) + include.length;
  if (size > buildLimit) throw tooLarge(size);
  const product = productOf(axes).filter((combination) => !exclude.some((pattern) => covers(combination, pattern)));
  const combinations = applyInclude(product, include);
  if (combinations.length > matrixLimit) throw tooLarge(combinations.length);
  return combinations.map((matrix) => ({ matrix, key: canonicalJson(matrix) }));
}

/**
 * How many jobs a matrix in the file makes at least, as far as that can be said without evaluating its expressions.
 * With `exclude` only a product too large to be built counts.
 */
export function leastSize(matrix: Template): number {
  if (typeof matrix !== 'object' || matrix === null || Array.isArray(matrix) || isExpression(matrix)) return 0;
  const axes = Object.entries(matrix).filter(([name]) => name !== 'include' && name !== 'exclude');
  const size = axes.reduce((product, [, values]) => product * (Array.isArray(values) ? values.length : 1), 1);
  return matrix.exclude !== undefined && size <= buildLimit ? 0 : size;
}

interface Parts {
  axes: [name: string, values: JsonValue[]][];
  include: JsonObject[];
  exclude: JsonObject[];
}

function partsOf(value: JsonValue): Parts {
  if (!isJsonObject(value)) throw invalid('The matrix must be a mapping of names to lists');
  const axes = Object.entries(value).filter(([name]) => name !== 'include' && name !== 'exclude');
  const parts: Parts = {
    axes: axes.map(([name, values]) => [name, axisOf(name, values)]),
    include: objectsOf('include', value.include),
    exclude: objectsOf('exclude', value.exclude),
  };
  if (parts.axes.length === 0 && parts.include.length === 0) throw invalid('The matrix has no values');
  return parts;
}

function axisOf(name: string, values: JsonValue): JsonValue[] {
  if (!Array.isArray(values)) throw invalid(`The matrix axis \`${name}\` must be a list`);
  if (values.length === 0) throw invalid(`The matrix axis \`${name}\` has no values`);
  return values;
}

function objectsOf(name: string, value: JsonValue | undefined): JsonObject[] {
  if (value === undefined || value === null || value === '') return [];
  if (!Array.isArray(value) || !value.every(isJsonObject))
    throw invalid(`\`${name}\` of the matrix must be a list of mappings`);
  return value;
}

function productOf(axes: Parts['axes']): JsonObject[] {
  if (axes.length === 0) return [];
  return axes.reduce<JsonObject[]>(
    (rows, [name, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
    [{}],
  );
}

/** True when every key of the pattern has the same value; objects in it need to match in part only. */
function covers(value: JsonValue | undefined, pattern: JsonValue): boolean {
  if (isJsonObject(pattern)) {
    return isJsonObject(value) && Object.entries(pattern).every(([key, wanted]) => covers(value[key], wanted));
  }
  return value !== undefined && canonicalJson(value) === canonicalJson(pattern);
}

function applyInclude(product: JsonObject[], include: JsonObject[]): JsonObject[] {
  const rows = product.map((original) => ({ original, extended: { ...original } }));
  const added: JsonObject[] = [];
  for (const entry of include) {
    const fitting = rows.filter(({ original }) => fits(original, entry));
    for (const row of fitting) Object.assign(row.extended, entry);
    if (fitting.length === 0) added.push(entry);
  }
  return [...rows.map((row) => row.extended), ...added];
}

function fits(original: JsonObject, entry: JsonObject): boolean {
  return Object.entries(entry).every(([key, value]) => !Object.hasOwn(original, key) || covers(original[key], value));
}

function tooLarge(size: number): RaibidError {
  return invalid(`The matrix makes ${size} jobs; at most ${matrixLimit} are allowed`);
}

function invalid(message: string): RaibidError {
  return new RaibidError('workflow_invalid', message, { hint: 'docs/workflows.md describes the matrix.' });
}
