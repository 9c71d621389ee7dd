import type { JobResult } from '../../contract/job-message.ts';
import type { JobState } from '../../contract/run-state.ts';
import type { Output } from '../command.ts';
import { logPainter, type PaintLine } from '../output/log-lines.ts';
import { markOf, outcomeOf, paintOutcome, wordOf } from '../output/status-text.ts';
import type { Style } from '../output/style.ts';
import { oneLine } from '../output/terminal-text.ts';
import { elapsedText } from '../output/time-text.ts';
import type { LocalEvent, Reporter } from './events.ts';
import { gatherOutput } from './gathered-output.ts';
import { type StepNotes, stepNotes } from './step-notes.ts';
import { summaryLines } from './summary.ts';

export interface TextReporterOptions {
  output: Output;
  style: Style;
  colours: boolean;
  /** Names of the jobs as far as they are known, for the width of the prefix. */
  names: string[];
  width: number;
  /** Keeps lines back and shows only those of jobs that fail. */
  quiet: boolean;
}

/** The names of jobs take a third of the terminal at most, but so many columns in any. */
const narrowestName = 12;

/** Log lines with their job's name in front as they come, below the titles of their steps, and a table at the end. */
export function textReporter(options: TextReporterOptions): Reporter {
  const { style } = options;
  const output = gatherOutput(options.output);
  const paint = logPainter({
    names: options.names,
    nameWidth: Math.max(narrowestName, Math.floor(options.width / 3)),
    timestamps: false,
    json: false,
    colours: options.colours,
  });
  const kept = new Map<string, string[]>();
  const notes = new Map<string, StepNotes>();
  const notesOf = (job: JobState): StepNotes => {
    const own = notes.get(job.id) ?? stepNotes(style);
    notes.set(job.id, own);
    return own;
  };
  const results = new Map<string, JobResult>();
  const notAsked = new Set<string>();
  const print = (job: JobState, text: string): void => {
    if (!options.quiet) output.write(text);
    else kept.set(job.id, [...(kept.get(job.id) ?? []), text]);
  };
  const handlers: Handlers = {
    run_started: ({ run, folder }) => {
      const { name, path } = run.plan;
      const named = name === path ? '' : ` ${style.dim(path)}`;
      output.write(`${style.bold(oneLine(name))}${named} ${style.dim(`in ${folder}`)}\n`);
    },
    job_started: ({ job }) => print(job, note(job, paint, style.bold('starts'))),
    steps: ({ job, steps }) => {
      for (const text of notesOf(job).steps(steps)) print(job, note(job, paint, text));
    },
    log: ({ job, line }) => {
      for (const x of notesOf(job).line(line)) print(job, paint(job, { ...line, x }));
    },
    job_completed: ({ job, result, leftOut }) => {
      if (result !== null) results.set(job.id, result);
      if (leftOut) {
        notAsked.add(job.id);
        return;
      }
      if (result?.conclusion !== 'success') for (const text of kept.get(job.id) ?? []) output.write(text);
      kept.delete(job.id);
      if (!options.quiet || result?.conclusion !== 'success') output.write(note(job, paint, endText(job, style)));
    },
    run_completed: ({ run }) => {
      const shown = { ...run, jobs: run.jobs.filter(({ id }) => !notAsked.has(id)) };
      output.write(`\n${summaryLines(shown, results, style, options.width).join('\n')}\n`);
      output.flush();
    },
  };
  return { on: (event) => dispatch(handlers, event) };
}

type Handlers = { [Name in LocalEvent['event']]: (event: Extract<LocalEvent, { event: Name }>) => void };

function dispatch<Name extends LocalEvent['event']>(
  handlers: Handlers,
  event: Extract<LocalEvent, { event: Name }>,
): void {
  handlers[event.event as Name](event);
}

function note(job: JobState, paint: PaintLine, text: string): string {
  return paint(job, { t: Date.now(), s: -1, x: text });
}

function endText(job: JobState, style: Style): string {
  const outcome = outcomeOf(job);
  const paint = paintOutcome(outcome, style);
  const reason = job.reason === null ? '' : `: ${oneLine(job.reason)}`;
  return paint(
    `${markOf(outcome)} ${wordOf(outcome)}${reason} ${elapsedText(job.startedAt, job.completedAt, Date.now())}`.trimEnd(),
  );
}
