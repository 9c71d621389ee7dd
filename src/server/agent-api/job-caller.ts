import type { Principal } from '../deps.ts';

/** A job that calls with its own token. */
export type JobCaller = Extract<Principal, { kind: 'job' }>;
