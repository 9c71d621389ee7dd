import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type FileKind, kindByPath } from '../sources/file-kind.ts';
import { type FoundFile, findFiles } from '../sources/find-files.ts';
import { patchFilesOf } from '../sources/kustomization.ts';
import { loadDocuments } from '../yaml/load-documents.ts';
import { readText } from '../yaml/read-text.ts';
import type { Inspector } from './inspector.ts';
import { startRendering } from './renderings.ts';
import { type Report, sortFindings } from './report.ts';
import type { TreeOptions } from './tree-options.ts';
import { TreeReader } from './tree-reader.ts';

/** Shows the objects of files, folders and patterns to an inspector. Throws `not_found` for a path that is not there. */
export async function readTree(paths: readonly string[], options: TreeOptions, inspector: Inspector): Promise<Report> {
  const found = findFiles(paths, options.cwd);
  const noPatches = new Set<string>();
  const foldersOf = (kind: FileKind) =>
    found.files.filter((file) => kindByPath(file.path, noPatches) === kind).map((file) => dirname(file.path));
  const read = new Set(found.files.map(({ path }) => path));
  const renderings = startRendering(foldersOf('chart'), foldersOf('kustomization'), read, options);
  const patches = await patchFiles(found.files);
  const reader = new TreeReader(options, inspector, patches, renderings);
  for (const file of found.files) await reader.readFile(file, readText(readFileSync(file.path)));
  if (found.passedOver.length > 0) {
    const list = found.passedOver.map(({ what, count }) => `${count} ${what}`).join(', ');
    reader.report.unchecked.push({ file: list, what: 'not read', reason: 'the names say that they hold no manifests' });
  }
  return finish(
    reader,
    found.files.map((file) => file.shown),
  );
}

/** Shows the objects of one stream, such as standard input. */
export async function readStream(
  bytes: Uint8Array,
  name: string,
  options: TreeOptions,
  inspector: Inspector,
): Promise<Report> {
  const reader = new TreeReader(options, inspector, new Set(), {});
  await reader.readFile({ path: `/${name}`, shown: name, named: true }, readText(bytes));
  return finish(reader, [name]);
}

async function finish(reader: TreeReader, order: string[]): Promise<Report> {
  await reader.finish();
  const { report } = reader;
  return { ...report, findings: sortFindings(report.findings, order) };
}

/** Patches are parts of objects: which files are patches is known only from the kustomizations. */
async function patchFiles(files: FoundFile[]): Promise<Set<string>> {
  const patches = new Set<string>();
  for (const { path } of files) {
    if (!/kustomization\.ya?ml$|Kustomization$/.test(path)) continue;
    for await (const { value } of loadDocuments(readText(readFileSync(path)).text)) {
      for (const patch of patchFilesOf(path, value)) patches.add(patch);
    }
  }
  return patches;
}
