import { readFileSync } from 'node:fs';
import type { SchemaCatalog } from '../schema/schema-catalog.ts';
import { type FoundFile, findFiles } from '../sources/find-files.ts';
import { patchFilesOf } from '../sources/kustomization.ts';
import type { ToolOptions } from '../sources/run-tool.ts';
import { loadDocuments } from '../yaml/load-documents.ts';
import { readText } from '../yaml/read-text.ts';
import { FileValidator } from './file-validator.ts';
import { type Report, sortFindings } from './report.ts';

export interface ValidateOptions extends ToolOptions {
  catalog: SchemaCatalog;
  /** Report kinds without a schema as "not checked" instead of as faults. */
  ignoreUnknownKinds?: boolean;
  /** Sees every object that is read, for checks that look at all of them together. */
  onObject?: FileValidator['onObject'];
}

/** Validates files, folders and patterns. Throws `not_found` for a path that is not there. */
export async function validatePaths(paths: readonly string[], options: ValidateOptions): Promise<Report> {
  const found = findFiles(paths, options.cwd);
  const validator = new FileValidator(options, await patchFiles(found.files));
  for (const file of found.files) await validator.validateFile(file, readText(readFileSync(file.path)));
  if (found.passedOver.length > 0) {
    const list = found.passedOver.map(({ what, count }) => `${count} ${what}`).join(', ');
    const reason = 'the names say that they hold no manifests';
    validator.report.unchecked.push({ file: list, what: 'not read', reason });
  }
  return finish(
    validator,
    found.files.map((file) => file.shown),
  );
}

/** Validates one stream, such as standard input. */
export async function validateText(bytes: Uint8Array, name: string, options: ValidateOptions): Promise<Report> {
  const validator = new FileValidator(options, new Set());
  await validator.validateFile({ path: `/${name}`, shown: name, named: true }, readText(bytes));
  return finish(validator, [name]);
}

async function finish(validator: FileValidator, order: string[]): Promise<Report> {
  await validator.finish();
  const { report } = validator;
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
