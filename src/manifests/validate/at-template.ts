import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Finding } from '../finding.ts';
import { chartFolderOf } from '../sources/file-kind.ts';
import type { FoundFile } from '../sources/find-files.ts';
import { sourceInChart } from '../sources/source-in-chart.ts';
import type { LoadedDocument } from '../yaml/load-documents.ts';
import { lineInTemplate } from './line-in-template.ts';

/** Helm writes `# Source: chart/templates/file.yaml` above every document. */
export function templateOf(document: LoadedDocument, chart: string, file: FoundFile): string {
  const source = /^# Source: [^/\n]+\/(.+)$/m.exec(document.piece.text)?.[1];
  const path = source === undefined ? undefined : sourceInChart(chart, source);
  return path === undefined ? file.shown : join(dirname(file.shown), path);
}

/** Where a rendered line comes from: a file and a line of it. */
type Source = Pick<Finding, 'file' | 'line' | 'column' | 'endColumn'>;

/**
 * A line of rendered text is no line of a file. It may stand in the template as it is, in a values file as it is (what
 * `toYaml` writes), or be made of a value: then the value's line counts. The first line of the chart where nothing fits.
 */
export function atTemplate(finding: Finding, document: LoadedDocument, cwd: string): Finding {
  const { text, lineOffset } = document.piece;
  const index = finding.line - 1 - lineOffset;
  const line = (text.split('\n')[index] ?? '').trim();
  const message = `${finding.message} (rendered: \`${line.slice(0, 120)}\`)`;
  const path = resolve(cwd, finding.file);
  const isTemplate = !/^(Chart\.yaml|kustomization\.ya?ml|Kustomization)$/.test(basename(path)) && existsSync(path);
  if (!isTemplate) return { ...finding, line: 1, column: 1, endColumn: 2, message };
  const template = readFileSync(path, 'utf8');
  const { by, ...place } = lineInTemplate(template, text, index);
  const values =
    by === 'text'
      ? undefined
      : inValues(finding, cwd, { text, index, template: template.split('\n')[place.line - 1] ?? '' }, by);
  return { ...finding, ...place, ...values, message };
}

interface RenderedLine {
  text: string;
  index: number;
  /** The line of the template that fits best. */
  template: string;
}

/** The line of the values file that was given, or of values.yaml, that the rendered line was made of. */
function inValues(finding: Finding, cwd: string, rendered: RenderedLine, by: 'form' | 'nothing'): Source | undefined {
  const chart = chartFolderOf(resolve(cwd, finding.file));
  if (chart === undefined) return undefined;
  const given = /with (\S+)$/.exec(finding.rendered ?? '')?.[1];
  const used = by === 'form' && !aboutKeys.has(finding.rule) ? valueNamedBy(rendered.template) : undefined;
  for (const name of given === undefined ? ['values.yaml'] : [given, 'values.yaml']) {
    const path = join(chart, name);
    if (!existsSync(path)) continue;
    const text = readFileSync(path, 'utf8');
    const place = used === undefined ? sameLine(text, rendered) : lineOfValue(text, used);
    if (place) return { file: relative(cwd, path), ...place };
  }
  return undefined;
}

/** Rules about keys: the template wrote those, whatever the value is made of. */
const aboutKeys = new Set(['unknown-field', 'missing-field', 'duplicate-item', 'yaml-duplicate-key']);

function sameLine(values: string, { text, index }: RenderedLine): Omit<Source, 'file'> | undefined {
  const { by, ...place } = lineInTemplate(values, text, index);
  return by === 'text' ? place : undefined;
}

/** `image.tag` of `image: {{ .Values.image.name }}:{{ .Values.image.tag }}`: the last one decides most. */
function valueNamedBy(template: string): string[] | undefined {
  const paths = [...template.matchAll(/\.Values\.([\w.]+)/g)].map((match) => match[1] ?? '');
  return paths.at(-1)?.split('.');
}

/** The line of a nested key in block style, found by indentation. */
function lineOfValue(values: string, path: readonly string[]): Omit<Source, 'file'> | undefined {
  const lines = values.split('\n');
  let from = 0;
  let indent = -1;
  for (const [depth, key] of path.entries()) {
    const found = lines.findIndex(
      (line, place) => place >= from && line.trimStart().startsWith(`${key}:`) && indentOf(line) > indent,
    );
    const isOutside = lines
      .slice(from, found)
      .some((line) => depth > 0 && line.trim() !== '' && indentOf(line) <= indent);
    if (found < 0 || isOutside) return undefined;
    indent = indentOf(lines[found] ?? '');
    from = found + 1;
  }
  const line = lines[from - 1] ?? '';
  const column = line.indexOf(':') + 3;
  return { line: from, column, endColumn: Math.max(line.trimEnd().length + 1, column + 1) };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
