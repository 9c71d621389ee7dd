import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Finding } from '../finding.ts';
import type { FoundFile } from '../sources/find-files.ts';
import { sourceInChart } from '../sources/source-in-chart.ts';

/** A place in a template, as helm names it: `chart/charts/sub/templates/a.yaml:3:4`; line and column may be missing. */
const templatePlace = /[\w.-]+\/((?:charts\/[\w.-]+\/)*templates\/[^\s:()"]+)(?::(\d+))?(?::(\d+))?/g;

const missing = /missing in charts\/ dir/;

/** The finding of a chart or kustomization that cannot be rendered: at the line of the template that helm names. */
export function renderFailure(file: FoundFile, how: string, failure: string): Finding {
  const message = `${how} failed: ${failureText(failure).slice(0, 400)}`;
  const hint = missing.test(failure) ? 'Run `helm dependency build` first.' : 'Correct the chart or kustomization.';
  return { rule: 'render-failed', severity: 'error', message, hint, path: '', ...placeOf(file, failure) };
}

function placeOf(file: FoundFile, failure: string): Pick<Finding, 'file' | 'line' | 'column' | 'endColumn'> {
  const isChart = basename(file.path) === 'Chart.yaml';
  const places = isChart ? [...failure.matchAll(templatePlace)] : [];
  // An error inside a named template is told with all templates around it, the inner one last.
  const best = places.findLast(([, , line]) => line !== undefined) ?? places[0];
  const [, template = '', line, column] = best ?? [];
  const source = template === '' ? undefined : sourceInChart(dirname(file.path), template);
  if (source === undefined)
    return { file: file.shown, line: missing.test(failure) ? dependencyLine(file) : 1, column: 1, endColumn: 2 };
  // helm counts columns from 0.
  const start = Number(column ?? 0) + 1;
  return { file: join(dirname(file.shown), source), line: Number(line ?? 1), column: start, endColumn: start + 1 };
}

function dependencyLine({ path }: FoundFile): number {
  const lines = readFileSync(path, 'utf8').split('\n');
  return Math.max(lines.findIndex((line) => line.startsWith('dependencies:')) + 1, 1);
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

/** Failures that say nothing about the files, with the reason that is told instead of a finding. */
const noVerdicts: [pattern: RegExp, reason: string][] = [
  [
    /dial tcp|no such host|could not resolve host|network is unreachable|i\/o timeout|connection (refused|timed out)/i,
    'it takes parts from the network, which cannot be reached; its files were checked one by one',
  ],
  [
    /library charts are not installable/,
    'a library renders nothing by itself; it is checked in the charts that use it',
  ],
  [
    /must specify --enable-helm|external plugins disabled|enable-alpha-plugins|enable-exec/,
    'it runs other programs, which is not done here; its files were checked one by one',
  ],
];

/**
 * Why a failed build says nothing about the files; undefined when it does. A chart may want values that its own
 * values.yaml cannot have (`required`, `fail`): it is checked with the values files beside it.
 */
export function reasonForNoVerdict(how: string, failure: string): string | undefined {
  const known = noVerdicts.find(([pattern]) => pattern.test(failure));
  if (known) return known[1];
  const wanted = how === 'helm template' ? /execution error at \(([^)]*)\): ([^\n]*)/.exec(failure) : null;
  return wanted ? `it wants more values than its own (${wanted[1]}: ${wanted[2]})` : undefined;
}
