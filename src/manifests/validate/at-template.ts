import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Finding } from '../finding.ts';
import type { FoundFile } from '../sources/find-files.ts';
import type { LoadedDocument } from '../yaml/load-documents.ts';
import { lineInTemplate } from './line-in-template.ts';

/** Helm writes `# Source: chart/templates/file.yaml` above every document. */
export function templateOf(document: LoadedDocument, chart: string, file: FoundFile): string {
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
