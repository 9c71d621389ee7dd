import type { Annotation, JobResult } from '../../contract/job-message.ts';
import type { JobState, RunState } from '../../contract/run-state.ts';
import { formatPosition } from '../../shared/errors.ts';
import { markOf, outcomeOf, paintOutcome, wordOf } from '../output/status-text.ts';
import type { Style } from '../output/style.ts';
import { type Cell, formatTable } from '../output/table.ts';
import { oneLine } from '../output/terminal-text.ts';
import { elapsedText } from '../output/time-text.ts';

/** The end of a local run: errors and warnings, what jobs wrote into their summaries, and a table of the jobs. */
export function summaryLines(run: RunState, results: Map<string, JobResult>, style: Style, width: number): string[] {
  const lines = run.jobs.flatMap((job) => jobNotes(job, results.get(job.id), style));
  if (run.failure !== null) lines.push(`${style.red('error')} ${run.failure.message}`);
  if (lines.length > 0) lines.push('');
  return [...lines, ...jobTable(run.jobs, results, style, width), '', endLine(run, style)];
}

function jobNotes(job: JobState, result: JobResult | undefined, style: Style): string[] {
  if (result === undefined) return [];
  const notes = result.annotations.map((annotation) => annotationLine(job, annotation, style));
  if (result.summary.trim() === '') return notes;
  return [
    ...notes,
    style.bold(`Summary of ${oneLine(job.name)}`),
    ...result.summary.trim().split('\n').map(oneLine),
    '',
  ];
}

const levelColours = { error: 'red', warning: 'yellow', notice: 'blue' } as const;

function annotationLine(job: JobState, annotation: Annotation, style: Style): string {
  const { file, line, column, level, message } = annotation;
  const at = { ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
  const place = file === undefined ? '' : ` ${style.dim(formatPosition({ file, ...at }))}`;
  return `${style[levelColours[level]](level)} ${oneLine(job.name)}: ${oneLine(message)}${place}`;
}

function jobTable(jobs: JobState[], results: Map<string, JobResult>, style: Style, width: number): string[] {
  const columns = [
    { title: '' },
    { title: 'JOB', shrink: true },
    { title: 'RESULT' },
    { title: 'TIME', align: 'right' as const },
    { title: '', shrink: true },
  ];
  const row = (job: JobState): (Cell | string)[] => {
    const outcome = outcomeOf(job);
    const paint = paintOutcome(outcome, style);
    const failed = results.get(job.id)?.steps.find((step) => step.conclusion === 'failure');
    const note = job.reason ?? (failed === undefined ? '' : `step “${failed.name}”`);
    return [
      { text: markOf(outcome), paint },
      oneLine(job.name),
      { text: wordOf(outcome), paint },
      elapsedText(job.startedAt, job.completedAt, Date.now()),
      { text: oneLine(note), paint: style.dim },
    ];
  };
  return formatTable(columns, jobs.map(row), width, style.dim);
}

function endLine(run: RunState, style: Style): string {
  const outcome = outcomeOf(run);
  const elapsed = elapsedText(run.createdAt, run.completedAt, Date.now());
  return paintOutcome(outcome, style)(`${markOf(outcome)} ${run.plan.name}: ${wordOf(outcome)} in ${elapsed}`);
}
