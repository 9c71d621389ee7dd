import { readStream, readTree } from './read-tree.ts';
import type { Report } from './report.ts';
import { SchemaInspector } from './schema-inspector.ts';
import type { TreeOptions } from './tree-options.ts';

export interface ValidateOptions extends TreeOptions {
  /** Report kinds without a schema as "not checked" instead of as faults. */
  ignoreUnknownKinds?: boolean;
}

/** Validates files, folders and patterns. Throws `not_found` for a path that is not there. */
export function validatePaths(paths: readonly string[], options: ValidateOptions): Promise<Report> {
  return readTree(paths, options, new SchemaInspector(options.catalog, options.ignoreUnknownKinds === true));
}

/** Validates one stream, such as standard input. */
export function validateText(bytes: Uint8Array, name: string, options: ValidateOptions): Promise<Report> {
  const inspector = new SchemaInspector(options.catalog, options.ignoreUnknownKinds === true);
  return readStream(bytes, name, options, inspector);
}
