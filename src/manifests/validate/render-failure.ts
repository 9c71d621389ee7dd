import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Finding } from '../finding.ts';
import type { FoundFile } from '../sources/find-files.ts';

/** A place in a template, as helm names it: `chart/charts/sub/templates/a.yaml:3:4`; line and column may be missing. */
const templatePlace = /[\w.-]+\/((?:charts\/[\w.-]+\/)*templates\/[^\s:()"]+)(?::(\d+))?(?::(\d+))?/g;

/** The finding of a chart or kustomization that cannot be rendered: at the line of the template that helm names. */
export function renderFailure(file: FoundFile, how: string, failure: string): Finding {
  const message = `${how} failed: ${failureText(failure).slice(0, 400)}`;
  const hint = 'Correct the chart or kustomization.';
  return { rule: 'render-failed', severity: 'error', message, hint, path: '', ...placeOf(file, failure) };
}

function placeOf(file: FoundFile, failure: string): Pick<Finding, 'file' | 'line' | 'column' | 'endColumn'> {
  const isChart = basename(file.path) === 'Chart.yaml';
  const places = isChart ? [...failure.matchAll(templatePlace)] : [];
  // An error inside a named template is told with all templates around it, the inner one last.
  const best = places.findLast(([, , line]) => line !== undefined) ?? places[0];
  const [, template = '', line, column] = best ?? [];
  if (template === '' || !existsSync(join(dirname(file.path), template))) {
    return { file: file.shown, line: 1, column: 1, endColumn: 2 };
  }
  // helm counts columns from 0.
  const start = Number(column ?? 0) + 1;
  return { file: join(dirname(file.shown), template), line: Number(line ?? 1), column: start, endColumn: start + 1 };
}

/** What helm or kubectl says, on one line, without their log marks and advice. */
function failureText(failure: string): string {
  return failure
    .replace(/^[EF]\d{4} .*? err=[<"]?/, '')
    .replace(/^Error: /, '')
    .replace(/Use --debug flag[^\n]*/, '')
    .replace(/\s+/g, ' ')
    .replace(/[>"]?\s*$/, '');
}

/** True when a build failed because a machine elsewhere did not answer: this says nothing about the files. */
export function isUnreachable(failure: string): boolean {
  return /dial tcp|no such host|could not resolve host|network is unreachable|i\/o timeout|connection (refused|timed out)/i.test(
    failure,
  );
}
