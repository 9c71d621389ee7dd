import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Fault, Finding } from '../finding.ts';
import { positionFaults } from '../position-faults.ts';
import { type FoundFile, findFiles } from '../sources/find-files.ts';
import { readTree } from '../validate/read-tree.ts';
import { type Report, sortFindings } from '../validate/report.ts';
import type { TreeOptions } from '../validate/tree-options.ts';
import { type LoadedDocument, loadDocuments } from '../yaml/load-documents.ts';
import { readText } from '../yaml/read-text.ts';
import { type Component, componentsOf } from './components.ts';
import { DependencyInspector } from './dependency-inspector.ts';
import { componentFaults, fluxOrderFaults, taskfileFaults } from './order-faults.ts';
import { readmeFindings } from './readme-order.ts';
import { valuesFindings } from './values-keys.ts';

interface OrderFile {
  file: FoundFile;
  document: LoadedDocument;
}

/** Follows every reference of a tree, and compares what its files say about the order of the components. */
export async function checkDependencies(paths: readonly string[], options: TreeOptions): Promise<Report> {
  const { files } = findFiles(paths, options.cwd);
  const list = await firstDocument(files, /^components\.ya?ml$/);
  const components = list ? componentsOf(list.document.value) : [];
  const inspector = new DependencyInspector(
    components.flatMap((component) => component.secrets),
    options.catalog,
  );
  const report = await readTree(paths, options, inspector);
  const findings: Finding[] = [...report.findings, ...(await valuesFindings(files))];
  if (list) findings.push(...(await orderFindings(files, list, components, inspector, options.cwd)));
  else
    report.unchecked.push({
      file: 'components.yaml',
      what: 'the order of components',
      reason: 'no component list was found',
    });
  return {
    ...report,
    findings: sortFindings(
      findings,
      files.map((file) => file.shown),
    ),
  };
}

async function orderFindings(
  files: FoundFile[],
  list: OrderFile,
  components: Component[],
  inspector: DependencyInspector,
  cwd: string,
): Promise<Finding[]> {
  const findings = await placed(list, componentFaults(components));
  const taskfile = await firstDocument(files, /^[Tt]askfile\.ya?ml$/);
  if (taskfile) findings.push(...(await placed(taskfile, taskfileFaults(taskfile.document.value, components))));
  for (const { object, faults } of fluxOrderFaults(inspector.objects, components)) {
    findings.push(...(await positionFaults(object.document, faults, object.origin)));
  }
  return [...findings, ...readmeFindings(list.file.path, components, cwd)];
}

async function placed({ file, document }: OrderFile, faults: Fault[]): Promise<Finding[]> {
  return faults.length === 0 ? [] : positionFaults(document, faults, { file: file.shown });
}

async function firstDocument(files: FoundFile[], name: RegExp): Promise<OrderFile | undefined> {
  const file = files.find((each) => name.test(basename(each.path)));
  if (!file) return undefined;
  for await (const document of loadDocuments(readText(readFileSync(file.path)).text)) return { file, document };
  return undefined;
}
