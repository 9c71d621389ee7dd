import type { Finding } from '../finding.ts';
import type { Report } from '../validate/report.ts';

type Paint = (text: string) => string;

/** Painters for the parts of the text; they may leave it as it is. */
export interface Painters {
  bold: Paint;
  dim: Paint;
  red: Paint;
  yellow: Paint;
  cyan: Paint;
  green: Paint;
}

const longestQuote = 160;

/** Findings for people: place, message, the line with a caret below it, and what to do. `source` gives a file's text. */
export function findingLines(finding: Finding, source: string | undefined, paint: Painters): string[] {
  const { file, line, column, severity, rule, message, hint } = finding;
  const colour = severity === 'error' ? paint.red : paint.yellow;
  const place = paint.bold(`${file}:${line}:${column}`);
  const about = [finding.object, finding.path, finding.rendered].filter((part) => part).join(' · ');
  const lines = [`${place} ${colour(severity)} ${oneLine(message)} ${paint.dim(`(${rule})`)}`];
  const text = source?.split(/\r?\n/)[line - 1];
  if (text !== undefined) lines.push(...quoted(text, finding, colour, paint));
  const gutter = ' '.repeat(String(line).length);
  if (about !== '') lines.push(`${gutter} ${paint.cyan('at:')} ${oneLine(about)}`);
  return [...lines, `${gutter} ${paint.cyan('fix:')} ${oneLine(hint)}`, ''];
}

function quoted(text: string, { line, column, endColumn }: Finding, colour: Paint, paint: Painters): string[] {
  const plain = oneLine(text.replaceAll('\t', ' '));
  const bar = paint.dim('│');
  const gutter = ' '.repeat(String(line).length);
  const cut = plain.length > longestQuote ? `${plain.slice(0, longestQuote)}…` : plain;
  const first = `${paint.dim(String(line))} ${bar} ${cut}`;
  if (column > longestQuote) return [first];
  const carets = '^'.repeat(Math.max(1, Math.min(endColumn, plain.length + 1) - column));
  return [first, `${gutter} ${bar} ${' '.repeat(column - 1)}${colour(carets)}`];
}

/** Control characters of a file must not reach the terminal. */
function oneLine(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}

/** What was not checked and why, then the sum. Long lists of one reason are joined. */
export function summaryLines(report: Report, paint: Painters, verbose: boolean): string[] {
  const lines = report.missingTools.map(
    ({ tool, needed }) => `${paint.red(`${tool} is not installed`)}, but is needed ${needed}`,
  );
  lines.push(...uncheckedLines(report, paint, verbose));
  const { files, documents, objects } = report.counts;
  const errors = report.findings.filter((finding) => finding.severity === 'error').length;
  const warnings = report.findings.length - errors;
  const found = [errors > 0 ? count(errors, 'error') : '', warnings > 0 ? count(warnings, 'warning') : '']
    .filter(Boolean)
    .join(', ');
  const sum = `${count(files, 'file')}, ${count(documents, 'document')}, ${count(objects, 'object')} (Kubernetes ${report.kubernetesVersion})`;
  const verdict = found === '' ? paint.green('no faults') : errors > 0 ? paint.red(found) : paint.yellow(found);
  return [...lines, `${sum}: ${verdict}`];
}

function uncheckedLines({ unchecked }: Report, paint: Painters, verbose: boolean): string[] {
  const groups = Map.groupBy(
    unchecked,
    ({ what, reason }) => `${what.replace(/^.*: the rule/, 'the rule')}: ${reason}`,
  );
  return [...groups].flatMap(([reason, items]) => {
    const names = items.map((item) => item.file);
    const shown = verbose ? names : names.slice(0, 5);
    const more = names.length > shown.length ? ` and ${names.length - shown.length} more (--verbose)` : '';
    return [paint.dim(`not checked: ${shown.join(', ')}${more} (${reason})`)];
  });
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
