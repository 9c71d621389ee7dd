/**
 * The form of the files in schemas/. Made by scripts/schemas/build.ts, read by schema-catalog.ts. It holds names and
 * constraints only; a file has one definition a line, so that a change of a version reads as a diff.
 */

/** A schema: the name of a scalar type, `#definition`, or an object with its constraints. */
export type SchemaNode = string | SchemaObject;

/**
 * Scalars: `string`, `boolean`, `number`, `integer`, `int32`, `int64`, `quantity`, `time`, `micro-time`, `bytes` (base64),
 * `int-or-string`, `any`, and `object` (a mapping with any keys).
 */
export interface SchemaObject {
  type?: string;
  /** Schema of the items of a list. */
  list?: SchemaNode;
  /** Fields that tell the items of a list apart. */
  listKeys?: string[];
  /** Items of the list must differ. */
  set?: true;
  /** Schema of the values of a mapping whose keys are free. */
  map?: SchemaNode;
  fields?: Record<string, SchemaNode>;
  required?: string[];
  /** Unknown keys are kept (x-kubernetes-preserve-unknown-fields). */
  open?: true;
  /** The mapping is a Kubernetes object of its own (x-kubernetes-embedded-resource). */
  embedded?: true;
  nullable?: true;
  default?: unknown;
  enum?: unknown[];
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: true;
  exclusiveMaximum?: true;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  maxProperties?: number;
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
  allOf?: SchemaNode[];
  not?: SchemaNode;
  /** CEL rules (x-kubernetes-validations). */
  rules?: CelRule[];
}

export interface CelRule {
  rule: string;
  message?: string;
  messageExpression?: string;
  fieldPath?: string;
  optionalOldSelf?: true;
}

/** A definition that is not the same in all Kubernetes versions: the version from which each form holds; null: gone. */
export interface VersionedSchema {
  since: Record<string, SchemaNode | null>;
}

export interface KindEntry {
  /** Name in `definitions`. */
  schema: string;
  scope: 'Namespaced' | 'Cluster' | 'None';
  /** First Kubernetes version that serves it; absent: all that the catalog knows. */
  from?: string;
  /** First Kubernetes version that serves it no more. */
  until?: string;
}

export interface CatalogFile {
  title: string;
  definitions: Record<string, SchemaNode | VersionedSchema>;
  /** By `apiVersion kind`, such as `apps/v1 Deployment`. */
  kinds: Record<string, KindEntry>;
}

/** schemas/index.json: which file knows a kind, and what each file was made of. */
export interface CatalogIndex {
  kubernetesVersions: string[];
  files: Record<string, { title: string; sha256: string; kinds: string[] }>;
  sources: { file: string; module: string; version: string; sum: string }[];
}
