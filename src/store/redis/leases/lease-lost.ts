import { RaibidError } from '../../../shared/errors.ts';

/** How a call of the lease protocol names its attempt. */
export interface AttemptName {
  jobId: string;
  attempt: number;
  leaseTokenHash: string;
}

export function leaseLost({ jobId, attempt }: Omit<AttemptName, 'leaseTokenHash'>): RaibidError {
  return new RaibidError('lease_lost', `Attempt ${attempt} of job ${jobId} does not hold the job any more.`);
}
