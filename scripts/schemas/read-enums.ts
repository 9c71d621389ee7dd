import { readFile } from 'node:fs/promises';
import type { SchemaNode } from '../../src/manifests/schema/catalog-format.ts';

/** Values by definition and field, such as `core.v1.PodSpec` -> `restartPolicy` -> Always, Never, OnFailure. */
export type EnumTable = Map<string, Map<string, string[]>>;

/**
 * Reads the enumerations from Kubernetes' generated OpenAPI code. The published swagger.json leaves them out, the API
 * server refuses other values all the same.
 */
export async function readEnums(file: string): Promise<EnumTable> {
  const table: EnumTable = new Map();
  let definition: string | undefined;
  let field: string | undefined;
  for (const line of (await readFile(file, 'utf8')).split('\n')) {
    const start = /^func schema_k8sio_api_(.+)_(v\d\w*?)_(\w+)\(/.exec(line);
    if (line.startsWith('func ')) definition = start ? `${start[1]}.${start[2]}.${start[3]}` : undefined;
    field = /^\t{5}"(\w+)": \{$/.exec(line)?.[1] ?? field;
    const values = /^\s*Enum:\s+\[\]interface\{\}\{(.*)\},$/.exec(line)?.[1];
    if (values === undefined || definition === undefined || field === undefined) continue;
    const fields = table.get(definition) ?? new Map<string, string[]>();
    table.set(definition, fields.set(field, JSON.parse(`[${values}]`) as string[]));
  }
  return table;
}

/** Adds the enumerations to the fields (or list items) that they belong to. */
export function applyEnums(definitions: Record<string, SchemaNode>, table: EnumTable): void {
  for (const [name, fields] of table) {
    const node = definitions[name];
    if (typeof node !== 'object' || !node.fields) continue;
    for (const [field, values] of fields) {
      const old = node.fields[field];
      if (old === 'string') node.fields[field] = { type: 'string', enum: values };
      else if (typeof old === 'object' && old.list === 'string') old.list = { type: 'string', enum: values };
    }
  }
}
