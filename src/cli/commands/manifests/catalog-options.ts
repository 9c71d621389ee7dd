import { readFileSync } from 'node:fs';
import { manifestsOf } from '../../../manifests/manifest.ts';
import { openCatalog, type SchemaCatalog } from '../../../manifests/schema/schema-catalog.ts';
import { schemasOfCrds } from '../../../manifests/schema/user-schemas.ts';
import { findFiles } from '../../../manifests/sources/find-files.ts';
import { findTool, runTool } from '../../../manifests/sources/run-tool.ts';
import { loadDocuments } from '../../../manifests/yaml/load-documents.ts';
import { readText } from '../../../manifests/yaml/read-text.ts';
import { RaibidError } from '../../../shared/errors.ts';
import type { JsonValue } from '../../../shared/json.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn, listOption, textOption } from '../../option-values.ts';

/** The catalog that the options ask for. Throws `usage`, `not_found`, `tool_missing`, `unreachable`. */
export async function openCatalogFor(context: CommandContext): Promise<SchemaCatalog> {
  const catalog = openCatalog(textOption(context, 'kubernetes-version'));
  const given = listOption(context, 'schemas');
  if (given.length > 0) await addSchemas(catalog, given, context.cwd);
  if (isSwitchedOn(context, 'schemas-from-cluster')) await addClusterSchemas(catalog, context);
  return catalog;
}

async function addSchemas(catalog: SchemaCatalog, paths: string[], cwd: string): Promise<void> {
  const values: JsonValue[] = [];
  for (const { path } of findFiles(paths, cwd).files) {
    for await (const { value } of loadDocuments(readText(readFileSync(path)).text)) values.push(value);
  }
  addCrds(catalog, values, paths.join(', '));
}

async function addClusterSchemas(catalog: SchemaCatalog, context: CommandContext): Promise<void> {
  const kubectl = findTool('kubectl', context.env.PATH);
  if (kubectl === undefined)
    throw new RaibidError('tool_missing', '--schemas-from-cluster needs kubectl, which is not installed');
  const args = ['get', 'customresourcedefinitions', '-o', 'json', '--request-timeout=20s'];
  const result = await runTool(kubectl, args, { cwd: context.cwd, env: context.env, signal: context.signal });
  if (!result.ok)
    throw new RaibidError('unreachable', `the cluster does not tell its schemas: ${result.stderr.slice(0, 300)}`);
  addCrds(catalog, [JSON.parse(result.stdout) as JsonValue], 'the cluster');
}

function addCrds(catalog: SchemaCatalog, values: JsonValue[], where: string): void {
  const objects = values.flatMap((value) => manifestsOf(value).map((manifest) => manifest.value));
  const file = schemasOfCrds(objects, where);
  if (Object.keys(file.kinds).length > 0) {
    catalog.add(`user ${where}`, file);
    return;
  }
  throw new RaibidError('input_invalid', `there is no CustomResourceDefinition in ${where}`, {
    hint: 'Name files or folders with CustomResourceDefinitions.',
  });
}
