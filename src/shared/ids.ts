import { createHash, randomBytes } from 'node:crypto';

/**
 * The id of a job: the same for the same (run, job key, matrix values), so that planning the same run twice cannot
 * queue a job twice. Safe in URLs and file names.
 */
export function jobIdOf(runId: string, jobKey: string, matrixKey: string): string {
  const digest = createHash('sha256').update(`${jobKey}\0${matrixKey}`).digest('hex').slice(0, 12);
  return `${runId}-${digest}`;
}

/** The run that a job belongs to. */
export function runIdOf(jobId: string): string {
  return jobId.slice(0, Math.max(0, jobId.lastIndexOf('-')));
}

/** 256 random bits, URL-safe, with a prefix that tells people and secret scanners what kind of token it is. */
export function newToken(kind: 'admin' | 'agent' | 'lease' | 'job' | 'session'): string {
  return `raibid_${kind}_${randomBytes(32).toString('base64url')}`;
}

/** Tokens are stored as their SHA-256 only. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** A short random name for things that need no order (agents, spool folders). */
export function randomId(): string {
  return randomBytes(8).toString('hex');
}
