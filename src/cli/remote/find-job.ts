import { RaibidError } from '../../shared/errors.ts';

/** What can be asked for by name: jobs as the API shows them. */
export interface NamedJob {
  id: string;
  key: string;
  name: string;
}

/**
 * The jobs that a word names: by id, by exact name, by key (all jobs of a matrix), or by the start of a name. Letters'
 * case does not matter. Throws `not_found` with the names there are.
 */
export function findJobs<Job extends NamedJob>(jobs: readonly Job[], wanted: string): Job[] {
  const word = wanted.toLowerCase();
  const ways: ((job: Job) => boolean)[] = [
    (job) => job.id === wanted,
    (job) => job.name.toLowerCase() === word,
    (job) => job.key.toLowerCase() === word,
    (job) => job.name.toLowerCase().startsWith(word),
  ];
  for (const matches of ways) {
    const found = jobs.filter(matches);
    if (found.length > 0) return found;
  }
  throw new RaibidError('not_found', `the run has no job '${wanted}'`, {
    hint: `It has: ${jobs.map((job) => job.name).join(', ') || 'none'}.`,
  });
}
