import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Finding } from '../finding.ts';
import type { FoundFile } from '../sources/find-files.ts';
import { buildKustomization } from '../sources/kustomization.ts';
import { type Rendering, renderChart } from '../sources/render-chart.ts';
import { findTool } from '../sources/run-tool.ts';
import type { LoadedDocument } from '../yaml/load-documents.ts';
import type { FileValidator } from './file-validator.ts';
import { lineInTemplate } from './line-in-template.ts';

/** Renders a chart with each of its values files and checks what comes out. */
export async function validateChart(validator: FileValidator, chart: string, file: FoundFile): Promise<void> {
  const { options, report } = validator;
  const helm = findTool('helm', options.env.PATH);
  if (helm === undefined) {
    report.missingTools.push({ tool: 'helm', needed: `to render the chart ${dirname(file.shown)}` });
    return;
  }
  const settings = { ...options, kubernetesVersion: options.catalog.version };
  const seen = new Set<string>();
  for await (const rendering of renderChart(helm, chart, settings)) {
    addNew(validator, seen, await findingsOf(validator, rendering, file, chart));
  }
}

/** Builds a kustomization and checks the result; faults that its files have anyway are not told twice. */
export async function validateKustomization(validator: FileValidator, folder: string, file: FoundFile): Promise<void> {
  const rendering = await buildKustomization(folder, { ...validator.options, cwd: folder });
  if (rendering === undefined) {
    const reason = 'neither kustomize nor kubectl is installed; its files were checked one by one';
    validator.report.unchecked.push({ file: file.shown, what: 'the built kustomization', reason });
    return;
  }
  const known = new Set(validator.report.findings.map(identity));
  addNew(validator, known, await findingsOf(validator, rendering, file, undefined));
}

function addNew(validator: FileValidator, seen: Set<string>, findings: Finding[]): void {
  for (const finding of findings) {
    const key = identity(finding);
    if (!seen.has(key)) validator.report.findings.push(finding);
    seen.add(key);
  }
}

function identity({ rule, path, message }: Finding): string {
  return `${rule} ${path} ${message}`;
}

async function findingsOf(
  validator: FileValidator,
  rendering: Rendering,
  file: FoundFile,
  chart: string | undefined,
): Promise<Finding[]> {
  const { how, text, failure } = rendering;
  if (text === undefined) return [failed(file, how, failure ?? '')];
  const findings = await validator.validateRendered(text, (document) => ({
    file: chart === undefined ? file.shown : templateOf(document, chart, file),
    rendered: how,
  }));
  return findings.map((finding) => atSource(finding, text, validator.options.cwd));
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
function atSource(finding: Finding, rendered: string, cwd: string): Finding {
  const line = rendered.split('\n')[finding.line - 1] ?? '';
  const path = join(cwd, finding.file);
  const isTemplate = existsSync(path) && !/^(Chart|kustomization)\.ya?ml$/.test(basename(finding.file));
  const place = isTemplate ? lineInTemplate(readFileSync(path, 'utf8'), line) : { line: 1, column: 1, endColumn: 2 };
  return {
    ...finding,
    ...place,
    message: `${finding.message} (rendered: \`${line.trim()}\`)`,
    file: relative(cwd, path),
  };
}
