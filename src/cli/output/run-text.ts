import type { JobView, RunView } from '../../contract/views.ts';
import { formatPosition } from '../../shared/errors.ts';
import { counted } from './counted.ts';
import { markOf, outcomeOf, paintOutcome, wordOf } from './status-text.ts';
import type { Style } from './style.ts';
import { type Cell, formatTable } from './table.ts';
import { oneLine } from './terminal-text.ts';
import { ageText, elapsedText } from './time-text.ts';

/** A run with its jobs as lines for people. `now` in milliseconds since 1970. */
export function runLines(run: RunView, style: Style, width: number, now: number): string[] {
  return [...headLines(run, style, now), '', ...jobLines(run.jobs, style, width, now), ...failureLines(run, style)];
}

function headLines(run: RunView, style: Style, now: number): string[] {
  const outcome = outcomeOf(run);
  const paint = paintOutcome(outcome, style);
  const again = run.attempt > 1 ? ` · attempt ${run.attempt}` : '';
  const elapsed = elapsedText(run.startedAt, run.completedAt, now);
  const lines = [
    `${paint(markOf(outcome))} ${style.bold(oneLine(run.title))} ${style.dim(`· run ${run.id}${again}`)}`,
    style.dim(
      `  ${run.repository} · ${oneLine(run.workflow.name)} #${run.number} · ${run.event} on ${oneLine(run.refName)} ` +
        `at ${run.sha.slice(0, 7)} by ${oneLine(run.actor)}`,
    ),
    `  ${paint(wordOf(outcome))}${elapsed === '' ? '' : ` in ${elapsed}`} ${style.dim(`· ${ageText(run.createdAt, now)}`)}`,
  ];
  if (run.waitingReason !== null) lines.push(`  ${style.yellow(oneLine(run.waitingReason))}`);
  return lines;
}

/** The jobs as a table: state, name, time, and in words why a job waits or how it ended. */
function jobLines(jobs: JobView[], style: Style, width: number, now: number): string[] {
  const row = (job: JobView): (Cell | string)[] => {
    const outcome = outcomeOf(job);
    const paint = paintOutcome(outcome, style);
    return [
      { text: markOf(outcome), paint },
      { text: oneLine(job.name), paint: style.bold },
      { text: wordOf(outcome), paint },
      elapsedText(job.startedAt, job.completedAt, now),
      { text: oneLine(noteOn(job)), paint: style.dim },
    ];
  };
  return formatTable(
    [
      { title: '' },
      { title: 'JOB', shrink: true },
      { title: 'STATE' },
      { title: 'TIME', align: 'right' },
      { title: '', shrink: true },
    ],
    jobs.map(row),
    width,
    style.dim,
  );
}

function noteOn(job: JobView): string {
  if (job.status !== 'completed') return job.waitingReason ?? stepNow(job);
  if (job.reason !== null) return `${job.reason}${givenUp(job)}`;
  const failed = job.steps.find((step) => step.conclusion === 'failure');
  return job.conclusion === 'success' || failed === undefined ? '' : `failed in step “${failed.name}”`;
}

/** A dead letter ends with its lost attempts; what it is taken up again with stands beside. */
function givenUp({ id, attempts }: JobView): string {
  const last = attempts.at(-1);
  if (last?.outcome !== 'lost') return '';
  const lost = attempts.filter(({ outcome, runAttempt }) => outcome === 'lost' && runAttempt === last.runAttempt);
  return `; given up after ${counted(lost.length, 'lost attempt')} (raibid-cli jobs retry ${id})`;
}

function stepNow(job: JobView): string {
  const step = job.steps.find((candidate) => candidate.status === 'in_progress');
  return step === undefined ? '' : `${step.name} (${step.index + 1}/${job.steps.length})`;
}

function failureLines(run: RunView, style: Style): string[] {
  const problems = run.jobs.flatMap((job) =>
    job.annotations.map((annotation) => {
      const paint =
        annotation.level === 'error' ? style.red : annotation.level === 'warning' ? style.yellow : style.blue;
      const place = annotation.file === undefined ? '' : ` ${style.dim(positionOf(annotation.file, annotation.line))}`;
      return `${paint(annotation.level)} ${oneLine(job.name)}: ${oneLine(annotation.message)}${place}`;
    }),
  );
  if (run.failure === null) return problems.length === 0 ? [] : ['', ...problems];
  const { message, file, line } = run.failure;
  return ['', `${style.red('error')} ${message}`, `  at ${positionOf(file, line ?? undefined)}`, ...problems];
}

function positionOf(file: string, line: number | undefined): string {
  return formatPosition(line === undefined ? { file } : { file, line });
}
