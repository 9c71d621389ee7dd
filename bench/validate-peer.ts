import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const peer = { package: 'github.com/yannh/kubeconform/cmd/kubeconform', version: 'v0.8.0' };
const kubernetes = 'k8s.io/kubernetes@v1.36.3';

interface JsonSchema {
  [keyword: string]: unknown;
  properties?: Record<string, JsonSchema>;
}

interface Definition extends JsonSchema {
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }[];
}

/** Builds kubeconform into a folder; needs Go and the module proxy. */
export async function installKubeconform(folder: string): Promise<string> {
  await run('go', ['install', `${peer.package}@${peer.version}`], { env: { ...process.env, GOBIN: folder } });
  return join(folder, 'kubeconform');
}

/**
 * Writes the schemas that kubeconform reads, strict ones, from the same OpenAPI document that our catalog is made of;
 * answers the pattern of their files.
 */
export async function writePeerSchemas(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const { stdout } = await run('go', ['mod', 'download', '-json', kubernetes], { cwd: folder });
  const { Dir } = JSON.parse(stdout) as { Dir: string };
  const file = join(Dir, 'api/openapi-spec/swagger.json');
  const { definitions } = JSON.parse(await readFile(file, 'utf8')) as { definitions: Record<string, Definition> };
  const strict = Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, close(schema)]));
  strict['io.k8s.apimachinery.pkg.util.intstr.IntOrString'] = { oneOf: [{ type: 'string' }, { type: 'integer' }] };
  strict['io.k8s.apimachinery.pkg.api.resource.Quantity'] = { oneOf: [{ type: 'string' }, { type: 'number' }] };
  await writeFile(join(folder, '_definitions.json'), JSON.stringify({ definitions: strict }));
  for (const [name, schema] of Object.entries(definitions)) {
    for (const { group, version, kind } of schema['x-kubernetes-group-version-kind'] ?? []) {
      const suffix = [group.split('.')[0], version].filter(Boolean).join('-');
      const text = JSON.stringify({ $ref: `_definitions.json#/definitions/${name}` });
      await writeFile(join(folder, `${kind.toLowerCase()}-${suffix}.json`), text);
    }
  }
  return join(folder, '{{.ResourceKind}}{{.KindSuffix}}.json');
}

/** Unknown keys are refused, as our own check does. */
function close(schema: JsonSchema): JsonSchema {
  const { format, ...rest } = schema;
  const closed: JsonSchema = format === 'int-or-string' ? {} : { ...rest };
  if (schema.properties) {
    closed.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([key, inner]) => [key, close(inner)]),
    );
    closed.additionalProperties ??= false;
  }
  for (const key of ['items', 'additionalProperties']) {
    const inner = schema[key];
    if (typeof inner === 'object' && inner !== null) closed[key] = close(inner as JsonSchema);
  }
  return closed;
}
