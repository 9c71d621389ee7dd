import type { CallPlan, JobPlan, PlannedFile } from '../../contract/plan.ts';
import { type CalledWorkflow, calledFrom, calledOfName, nameOfCalled } from '../called-workflow.ts';
import { Problems } from '../problem.ts';
import { checkCall } from './check-call.ts';

/** The text of a called workflow file; undefined when there is none, null when it cannot be looked at from here. */
export type ReadCalled = (called: CalledWorkflow) => CalledText | Promise<CalledText>;
type CalledText = string | undefined | null;

interface Reader {
  text: ReadCalled;
  parse(path: string, text: string, problems: Problems): Promise<PlannedFile | null>;
}

const limits = {
  /** Workflows that call one another, the first one counted, as on GitHub. */
  depth: 10,
  /** Different workflows that one may call in all, as on GitHub. */
  files: 50,
  /** Calls in all, before matrices: a run may have 4,096 jobs. */
  calls: 4096,
};

const hints = {
  here: 'It must lie in the workflow folder of the same commit.',
  elsewhere: 'Workflows of repositories of the same owner on the same server can be called; copy others.',
};

/** What was read on the way. */
interface Seen {
  files: Map<string, PlannedFile>;
  calls: number;
}

/**
 * Reads every workflow that a file calls, directly or not, and checks what each is given; null when it calls none.
 * Faults are told at the job of the first file that leads there: that is the file people look at.
 */
export async function resolveCalls(
  file: PlannedFile,
  problems: Problems,
  reader: Reader,
): Promise<Record<string, PlannedFile> | null> {
  const seen: Seen = { files: new Map(), calls: 0 };
  for (const job of file.jobs) {
    if (job.call === undefined) continue;
    const fault = await follow(job, job.call, [file.path], seen, reader);
    if (fault !== null) problems.invalid(job.call.at, fault.message, fault.hint);
  }
  return seen.files.size === 0 ? null : Object.fromEntries(seen.files);
}

type Fault = { message: string; hint: string } | null;

async function follow(job: JobPlan, call: CallPlan, chain: string[], seen: Seen, reader: Reader): Promise<Fault> {
  const { workflow: path } = call;
  if (chain.includes(path)) {
    return {
      message: `The workflows call each other in a circle: ${[...chain, path].join(' -> ')}`,
      hint: 'Remove one of these calls.',
    };
  }
  seen.calls += 1;
  const tooMany = limitReached(path, chain, seen);
  if (tooMany !== null) return { message: tooMany, hint: 'Call fewer, or put their jobs into one file.' };
  const called = seen.files.get(path) ?? (await readOne(path, reader));
  if (called === null) return null;
  if ('message' in called) return called;
  seen.files.set(path, called);
  const fault = checkCall(job, call, called);
  if (fault !== null) return fault;
  for (const inner of called.jobs) {
    if (inner.call === undefined) continue;
    const deeper = await follow(inner, inner.call, [...chain, path], seen, reader);
    if (deeper !== null) return { ...deeper, message: within(path, inner.call.at, deeper.message) };
  }
  return null;
}

function limitReached(path: string, chain: string[], { files, calls }: Seen): string | null {
  if (chain.length >= limits.depth) return `More than ${limits.depth} workflows call one another`;
  if (calls > limits.calls) return `The workflow makes more than ${limits.calls} calls`;
  if (!files.has(path) && files.size >= limits.files) return `The workflow calls more than ${limits.files} others`;
  return null;
}

/** Null: not to be looked at from here. */
async function readOne(path: string, reader: Reader): Promise<PlannedFile | NonNullable<Fault> | null> {
  const called = calledOfName(path);
  const text = await reader.text(called);
  if (text === null) return null;
  if (text === undefined) {
    return {
      message: `There is no workflow file \`${path}\``,
      hint: called.repository === null ? hints.here : hints.elsewhere,
    };
  }
  const problems = new Problems();
  const plan = await reader.parse(path, text, problems);
  const [first] = problems.sorted();
  if (first !== undefined)
    return { message: within(path, [first.line, first.column], first.message), hint: first.hint };
  if (plan?.on.workflow_call === undefined) {
    return { message: `\`${path}\` cannot be called`, hint: 'Add `workflow_call:` below `on:` of that file.' };
  }
  return called.repository === null ? plan : { ...plan, jobs: plan.jobs.map((job) => seenFromOutside(job, called)) };
}

/** `./` in a file of another repository names files of that one. */
function seenFromOutside(job: JobPlan, outer: CalledWorkflow): JobPlan {
  if (job.call === undefined) return job;
  const workflow = nameOfCalled(calledFrom(outer, calledOfName(job.call.workflow)));
  return { ...job, call: { ...job.call, workflow } };
}

function within(path: string, [line, column]: readonly [number, number], message: string): string {
  return message.startsWith(path) ? message : `${path}:${line}:${column}: ${message}`;
}
