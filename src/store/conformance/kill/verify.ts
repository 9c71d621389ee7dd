import type { RunEvent } from '../../../contract/run-state.ts';
import type { AttemptView } from '../../../contract/views.ts';
import type { Store } from '../../port.ts';
import { countOfSha, type Evidence } from './evidence.ts';

/** Compares what was acknowledged with what the store holds now; answers what is missing, one sentence each. */
export async function missingFrom(store: Store, repositoryId: string, evidence: Evidence[]): Promise<string[]> {
  const ledger = await store.deliveries.ledger(repositoryId);
  const findings = await Promise.all(evidence.map((one) => isMissing(store, ledger, one)));
  return [...evidence.filter((_, nth) => findings[nth]).map((one) => JSON.stringify(one)), ...doubledClaims(evidence)];
}

async function isMissing(store: Store, ledger: Record<string, string>, one: Evidence): Promise<boolean> {
  switch (one.op) {
    case 'deliver':
      return (await store.runs.get(one.runId)) === null || countOfSha(ledger[one.ref] ?? '0') < one.count;
    case 'delete':
      return !(await isDeleted(store, one));
    case 'enqueue': {
      const known = new Set((await store.jobs.ofRun(one.runId)).map(({ jobId }) => jobId));
      return !one.jobIds.every((jobId) => known.has(jobId));
    }
    default:
      return !(await holdsFor(store, one));
  }
}

/** The run is gone whole, and what it had in the blobs is remembered until somebody deletes it. */
async function isDeleted(store: Store, { runId, artifactId }: { runId: string; artifactId: string }): Promise<boolean> {
  const garbage = (await store.garbage.list(100_000, Date.now())).map(({ kind, id }) => `${kind} ${id}`);
  const entries = [await store.runs.get(runId), await store.artifacts.get(artifactId)];
  return (
    entries.every((entry) => entry === null) &&
    [`log ${runId}`, `artifact ${artifactId}`].every((one) => garbage.includes(one))
  );
}

type AttemptEvidence = Exclude<Evidence, { op: 'deliver' | 'delete' | 'enqueue' }>;

async function holdsFor(store: Store, one: AttemptEvidence): Promise<boolean> {
  const job = await store.jobs.get(one.jobId);
  const attempt = job?.attempts.find((known) => known.attempt === one.attempt);
  if (job === null || attempt === undefined) return false;
  const events = (await store.runs.load(job.runId))?.events.map(({ event }) => event) ?? [];
  return attemptHolds(one, attempt, events);
}

/** Nobody folds events in here, so the inbox is the run's whole history: each thing must have happened once in it. */
function attemptHolds(one: AttemptEvidence, attempt: AttemptView, events: RunEvent[]): boolean {
  const count = (type: RunEvent['type']): number =>
    events.filter((event) => event.type === type && isAbout(event, one)).length;
  if (count('job_started') !== 1) return false;
  if (one.op === 'log') return attempt.logLines >= one.lines;
  if (one.op === 'complete') return attempt.outcome === 'success' && count('job_completed') === 1;
  if (one.op === 'release') return attempt.outcome === 'released' && count('job_requeued') === 1;
  return true;
}

function isAbout(event: RunEvent, { jobId, attempt }: AttemptEvidence): boolean {
  return 'jobId' in event && 'attempt' in event && event.jobId === jobId && event.attempt === attempt;
}

/** The same attempt given to two agents. */
function doubledClaims(evidence: Evidence[]): string[] {
  const claims = evidence.filter(({ op }) => op === 'claim').map((one) => JSON.stringify(one));
  return claims.filter((claim, nth) => claims.indexOf(claim) !== nth).map((claim) => `given twice: ${claim}`);
}
