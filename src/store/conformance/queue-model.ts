import type { Held } from './scene.ts';

/** One job as the promises say it behaves; no more than a claim's order and an expiry's outcome need. */
export interface ModelJob {
  jobId: string;
  runId: string;
  repository: number;
  priority: number;
  at: number;
  /** Order of queueing. */
  seq: number;
  state: 'waiting' | 'running' | 'done';
  held: Held | null;
  beats: number;
  started: boolean;
  counted: number;
  cancelled: boolean;
}

export function newModelJob(
  names: Pick<ModelJob, 'jobId' | 'runId' | 'repository' | 'priority' | 'at' | 'seq'>,
): ModelJob {
  return { ...names, state: 'waiting', held: null, beats: 0, started: false, counted: 0, cancelled: false };
}

/** The waiting job that a claim must give: priority, then the fewest running jobs, then age, then order of queueing. */
export function bestOf(jobs: ModelJob[]): ModelJob | undefined {
  const running = (repository: number) =>
    jobs.filter((job) => job.state === 'running' && job.repository === repository).length;
  const order = (job: ModelJob) => [-job.priority, running(job.repository), job.at, job.seq];
  return jobs.filter(({ state }) => state === 'waiting').sort((a, b) => compare(order(a), order(b)))[0];
}

function compare(a: number[], b: number[]): number {
  const nth = a.findIndex((value, index) => value !== b[index]);
  return nth === -1 ? 0 : (a[nth] ?? 0) - (b[nth] ?? 0);
}

/** Where an expired lease leaves its job, with two attempts at most. */
export function expireModel(job: ModelJob): void {
  if (job.started) job.counted += 1;
  job.state = job.cancelled || (job.started && job.counted >= 2) ? 'done' : 'waiting';
}
