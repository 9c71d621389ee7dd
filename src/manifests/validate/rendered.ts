import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Finding } from '../finding.ts';
import type { FoundFile } from '../sources/find-files.ts';
import { buildKustomization, findKustomize } from '../sources/kustomization.ts';
import { createLimit } from '../sources/limit.ts';
import { type Rendering, renderChart } from '../sources/render-chart.ts';
import { findTool } from '../sources/run-tool.ts';
import type { LoadedDocument } from '../yaml/load-documents.ts';
import { lineInTemplate } from './line-in-template.ts';
import type { TreeOptions } from './read-tree.ts';
import type { TreeReader } from './tree-reader.ts';

/** What helm and kustomize are making of a tree; absent where the program is not there. */
export interface Renderings {
  charts?: Map<string, Promise<Rendering[]>>;
  kustomizations?: Map<string, Promise<Rendering>>;
}

/** Starts rendering a tree, while its other files are read: the other programs take most of the time of a run. */
export function startRendering(
  charts: readonly string[],
  kustomizations: readonly string[],
  options: TreeOptions,
): Renderings {
  const limit = createLimit(availableParallelism() + 1);
  const helm = charts.length === 0 ? undefined : findTool('helm', options.env.PATH);
  const kustomize = kustomizations.length === 0 ? undefined : findKustomize(options.env.PATH);
  const settings = { ...options, kubernetesVersion: options.catalog.version };
  const renderings: Renderings = {};
  if (helm !== undefined)
    renderings.charts = new Map(charts.map((chart) => [chart, renderChart(helm, chart, settings, limit)]));
  if (kustomize !== undefined) {
    const build = (folder: string) => limit(() => buildKustomization(kustomize, folder, { ...options, cwd: folder }));
    renderings.kustomizations = new Map(kustomizations.map((folder) => [folder, build(folder)]));
  }
  return renderings;
}

/** Checks what a chart was rendered to, with each of its values files. */
export async function validateChart(reader: TreeReader, chart: string, file: FoundFile): Promise<void> {
  const renderings = await reader.renderings.charts?.get(chart);
  if (renderings === undefined) {
    reader.report.missingTools.push({ tool: 'helm', needed: `to render the chart ${dirname(file.shown)}` });
    return;
  }
  const found: Finding[] = [];
  for (const rendering of renderings) addNew(found, await findingsOf(reader, rendering, file, chart));
  reader.report.findings.push(...found);
}

/** Builds a kustomization and checks the result; faults that its files have anyway are not told twice. */
export async function validateKustomization(reader: TreeReader, folder: string, file: FoundFile): Promise<void> {
  const rendering = await reader.renderings.kustomizations?.get(folder);
  if (rendering === undefined) {
    const reason = 'neither kustomize nor kubectl is installed; its files were checked one by one';
    reader.report.unchecked.push({ file: file.shown, what: 'the built kustomization', reason });
    return;
  }
  reader.built.push(...(await findingsOf(reader, rendering, file, undefined)));
}

/** Adds the findings that are not there yet: other values files, and the files of a kustomization, give the same ones. */
export function addNew(known: Finding[], findings: readonly Finding[], identity = sameObject): void {
  const seen = new Set(known.map(identity));
  for (const finding of findings) {
    if (!seen.has(identity(finding))) known.push(finding);
    seen.add(identity(finding));
  }
}

export function sameObject(finding: Finding): string {
  return `${finding.file} ${finding.object} ${samePath(finding)}`;
}

/** Kustomize changes names and namespaces, so the object cannot tell. */
export function samePath({ rule, path, message }: Finding): string {
  return `${rule} ${path} ${message.replace(/ \(rendered: .*$/, '')}`;
}

async function findingsOf(
  reader: TreeReader,
  rendering: Rendering,
  file: FoundFile,
  chart: string | undefined,
): Promise<Finding[]> {
  const { how, text, failure } = rendering;
  if (text === undefined) return [failed(file, how, failure ?? '')];
  return reader.readRendered(text, (document) => ({
    file: chart === undefined ? file.shown : templateOf(document, chart, file),
    rendered: how,
  }));
}

function failed(file: FoundFile, how: string, failure: string): Finding {
  const message = `${how} failed: ${failure.split('\n').slice(0, 3).join(' ').slice(0, 400)}`;
  const place = { file: file.shown, line: 1, column: 1, endColumn: 2, path: '' };
  return { rule: 'render-failed', severity: 'error', message, hint: 'Correct the chart or kustomization.', ...place };
}

/** Helm writes `# Source: chart/templates/file.yaml` above every document. */
function templateOf(document: LoadedDocument, chart: string, file: FoundFile): string {
  const source = /^# Source: [^/\n]+\/(.+)$/m.exec(document.piece.text)?.[1];
  const folder = dirname(file.shown);
  return source !== undefined && existsSync(join(chart, source)) ? join(folder, source) : file.shown;
}

/** A line of rendered text is no line of a file: look for the same line in the template, or take the first. */
export function atTemplate(finding: Finding, document: LoadedDocument, cwd: string): Finding {
  const { text, lineOffset } = document.piece;
  const line = (text.split('\n')[finding.line - 1 - lineOffset] ?? '').trim();
  const path = resolve(cwd, finding.file);
  const isTemplate = !/^(Chart\.yaml|kustomization\.ya?ml|Kustomization)$/.test(basename(path)) && existsSync(path);
  const place = isTemplate
    ? lineInTemplate(readFileSync(path, 'utf8'), text, finding.line - 1 - lineOffset)
    : { line: 1, column: 1, endColumn: 2 };
  return { ...finding, ...place, message: `${finding.message} (rendered: \`${line.slice(0, 120)}\`)` };
}
