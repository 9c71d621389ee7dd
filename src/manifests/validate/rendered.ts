import { dirname } from 'node:path';
import type { Finding } from '../finding.ts';
import type { FaultOrigin } from '../position-faults.ts';
import type { FoundFile } from '../sources/find-files.ts';
import type { Rendering } from '../sources/render-chart.ts';
import type { LoadedDocument } from '../yaml/load-documents.ts';
import { templateOf } from './at-template.ts';
import { reasonForNoVerdict, renderFailure } from './render-failure.ts';
import type { Renderings } from './renderings.ts';
import type { Report } from './report.ts';
import { addNew } from './same-findings.ts';
import { valuesSchemaFindings } from './values-schema.ts';

/** What is needed of the one who reads the tree. */
interface RenderedReader {
  readonly report: Report;
  readonly renderings: Renderings;
  /** Findings in what kustomizations build. */
  readonly built: Finding[];
  readRendered(text: string, originOf: (document: LoadedDocument) => FaultOrigin): Promise<Finding[]>;
}

/** Checks what a chart was rendered to, with each of its values files. */
export async function validateChart(reader: RenderedReader, chart: string, file: FoundFile): Promise<void> {
  const renderings = await reader.renderings.charts?.get(chart);
  if (renderings === undefined) {
    reader.report.missingTools.push({ tool: 'helm', needed: `to render the chart ${dirname(file.shown)}` });
    return;
  }
  const found: Finding[] = [];
  const told = new Set<string | undefined>();
  for (const rendering of renderings) {
    // What fails whatever the values are is told once.
    if (told.has(rendering.failure)) continue;
    const findings = await findingsOf(reader, rendering, file, chart);
    if (rendering.failure !== undefined && findings.length > 0) told.add(rendering.failure);
    addNew(found, findings);
  }
  reader.report.findings.push(...found);
}

/** Builds a kustomization and checks the result; faults that its files have anyway are not told twice. */
export async function validateKustomization(reader: RenderedReader, folder: string, file: FoundFile): Promise<void> {
  const rendering = await reader.renderings.kustomizations?.get(folder);
  if (rendering === undefined) {
    const reason = 'neither kustomize nor kubectl is installed; its files were checked one by one';
    reader.report.unchecked.push({ file: file.shown, what: 'the built kustomization', reason });
    return;
  }
  reader.built.push(...(await findingsOf(reader, rendering, file, undefined)));
}

async function findingsOf(
  reader: RenderedReader,
  rendering: Rendering,
  file: FoundFile,
  chart: string | undefined,
): Promise<Finding[]> {
  const { how, text, failure } = rendering;
  const reason = text === undefined ? reasonForNoVerdict(how, failure ?? '') : undefined;
  if (reason !== undefined) {
    reader.report.unchecked.push({ file: file.shown, what: how, reason });
    return [];
  }
  if (text === undefined) {
    const inValues =
      chart === undefined ? [] : await valuesSchemaFindings(chart, dirname(file.shown), how, failure ?? '');
    return inValues.length > 0 ? inValues : [renderFailure(file, how, failure ?? '')];
  }
  return reader.readRendered(text, (document) => ({
    file: chart === undefined ? file.shown : templateOf(document, chart, file),
    rendered: how,
  }));
}
