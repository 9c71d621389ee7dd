import { hash } from 'node:crypto';
import { fewRandomBytes } from './random-bytes.ts';

/**
 * The id of a job: the same for the same (run, job key, matrix values), so that planning the same run twice cannot
 * queue a job twice. Safe in URLs and file names.
 */
export function jobIdOf(runId: string, jobKey: string, matrixKey: string): string {
  const digest = hash('sha256', `${jobKey}\0${matrixKey}`).slice(0, 12);
  return `${runId}-${digest}`;
}

/** What `jobIdOf` makes. */
export const jobIdPattern = /^\d{1,15}-[0-9a-f]{12}$/;

/** The run that a job belongs to. */
export function runIdOf(jobId: string): string {
  return jobId.slice(0, Math.max(0, jobId.lastIndexOf('-')));
}

/** 256 random bits, URL-safe, with a prefix that tells people and secret scanners what kind of token it is. */
export function newToken(kind: 'admin' | 'agent' | 'lease' | 'job' | 'session'): string {
  return `raibid_${kind}_${fewRandomBytes(32).toString('base64url')}`;
}

/** Tokens are stored as their SHA-256 only. */
export function hashToken(token: string): string {
  return hash('sha256', token);
}

/**
 * The one-time id of a claim: the time (Unix milliseconds), then 128 random bits. Stores keep the ids of an hour, and with the
 * time in front new ones stand beside each other: random ones touched a page of the file each, half of all that was written.
 */
export function newClaimId(): string {
  return Date.now().toString(16).padStart(12, '0') + fewRandomBytes(16).toString('hex');
}

/** A short random name for things that need no order (agents, spool folders). */
export function randomId(): string {
  return fewRandomBytes(8).toString('hex');
}
