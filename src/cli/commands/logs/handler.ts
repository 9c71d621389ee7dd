import type { Client } from '../../../client/client.ts';
import type { JobView } from '../../../contract/views.ts';
import { RaibidError } from '../../../shared/errors.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn, numberOption, textArgument } from '../../option-values.ts';
import { logPainter, type PaintLine } from '../../output/log-lines.ts';
import { wantsColour } from '../../output/style.ts';
import { connect } from '../../remote/connection.ts';
import { findJobs } from '../../remote/find-job.ts';
import { findRun } from '../../remote/find-run.ts';
import { followLogs } from './follow.ts';
import { storedLines } from './stored.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const found = await findRun(client, context);
  const choose = (all: JobView[]): JobView[] => chosenJobs(all, context);
  const jobs = choose(found.jobs);
  const paint = painterFor(jobs, context);
  if (isSwitchedOn(context, 'follow')) await followLogs(client, found.id, choose, paint, context);
  else await printStored(client, jobs, paint, context);
  return 0;
}

function chosenJobs(jobs: JobView[], context: CommandContext): JobView[] {
  const wanted = textArgument(context, 'job');
  const named = wanted === undefined ? jobs : findJobs(jobs, wanted);
  if (!isSwitchedOn(context, 'failed')) return named;
  return named.filter((job) => job.conclusion === 'failure' || job.conclusion === 'timed_out');
}

/** Lines carry their job's name only where several jobs are shown. */
function painterFor(jobs: JobView[], context: CommandContext): PaintLine {
  return logPainter({
    names: jobs.length > 1 ? jobs.map((job) => job.name) : [],
    timestamps: isSwitchedOn(context, 'timestamps'),
    json: isSwitchedOn(context, 'json'),
    colours: wantsColour(context.stdout, context.env),
  });
}

async function printStored(client: Client, jobs: JobView[], paint: PaintLine, context: CommandContext): Promise<void> {
  const attempt = numberOption(context, 'attempt', { min: 1, max: 1000 });
  for (const job of jobs) {
    if (job.attempt === 0) explainEmpty(job, jobs.length === 1, context);
    else for await (const line of storedLines(client, job, attempt, context)) context.stdout.write(paint(job, line));
  }
}

/** A job that never started has no log; the reason stands in its place. */
function explainEmpty(job: JobView, alone: boolean, context: CommandContext): void {
  const reason = job.waitingReason ?? job.reason ?? `it is ${job.conclusion ?? job.status}`;
  if (alone && job.status !== 'completed') {
    throw new RaibidError('conflict', `job '${job.name}' has not started: ${reason}`, {
      hint: 'Use --follow to wait for it.',
    });
  }
  context.stderr.write(`${job.name} has no log: ${reason}\n`);
}
