import type { RunSummary } from '../../../src/contract/views.ts';
import { type Tone, toneOf } from './tone.ts';

/** What the eye should meet first: the whole picture in one sentence. */
export interface Health {
  tone: Tone;
  headline: string;
  /** The newest finished run of each workflow whose default branch is broken. */
  broken: RunSummary[];
}

/**
 * Judges each workflow by its newest finished run on the default branch (or on any branch, where it has never run on
 * that one). Cancelled and skipped runs say nothing about the code. `runs`: newest first.
 */
export function summariseHealth(runs: RunSummary[], defaultBranches: Record<string, string>): Health {
  const active = runs.filter((run) => run.status === 'in_progress').length;
  const waiting = runs.filter((run) => run.status === 'queued' || run.status === 'waiting').length;
  const latest = latestByWorkflow(runs, defaultBranches);
  const broken = latest.filter((run) => toneOf(run) !== 'success');
  const activity = [active > 0 ? `${active} running` : '', waiting > 0 ? `${waiting} waiting` : '']
    .filter((part) => part !== '')
    .join(', ');
  const join = (sentence: string): string => (activity === '' ? `${sentence}.` : `${sentence}, ${activity}.`);
  if (broken.length > 0) {
    const headline =
      latest.length === 1
        ? 'The workflow fails'
        : `${broken.length} of ${latest.length} workflows ${broken.length === 1 ? 'fails' : 'fail'}`;
    return { tone: 'failure', headline: join(headline), broken };
  }
  if (latest.length > 0) return { tone: active > 0 ? 'running' : 'success', headline: join('All is well'), broken };
  if (activity !== '') return { tone: active > 0 ? 'running' : 'queued', headline: `${capitalise(activity)}.`, broken };
  return { tone: 'skipped', headline: 'No finished run yet.', broken };
}

function latestByWorkflow(runs: RunSummary[], defaultBranches: Record<string, string>): RunSummary[] {
  const latest = new Map<string, RunSummary>();
  for (const run of runs) {
    if (!['success', 'failure', 'timed_out'].includes(toneOf(run)) || isMended(run, runs)) continue;
    const key = `${run.repository}\n${run.workflow.path}`;
    const known = latest.get(key);
    const branch = defaultBranches[run.repository];
    if (!known || (known.refName !== branch && run.refName === branch)) latest.set(key, run);
  }
  return [...latest.values()];
}

/**
 * A file that cannot be read fails at every push, without a start, for as long as it is there: a newer push to the same
 * branch that did not bring its failure again has mended or removed it. `runs`: newest first.
 */
function isMended(run: RunSummary, runs: RunSummary[]): boolean {
  if (run.startedAt !== null || run.event !== 'push') return false;
  const newest = runs.find(
    ({ event, repository, refName }) => event === 'push' && repository === run.repository && refName === run.refName,
  );
  return newest !== undefined && newest.sha !== run.sha;
}

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
