import type { CopiedAttempt, CopiedJob, RecordKinds } from '../../copy/records.ts';
import type { Connection } from '../connection.ts';
import { keyPrefix } from '../keys.ts';
import { leaseField } from '../leases/job-fields.ts';
import { lanes } from '../lua/lanes.ts';
import { queue } from '../lua/queue.ts';
import { script } from '../script.ts';
import type { Commands } from './commands.ts';

const waitScript = script('a copied job waits', [queue], ' putInQueue(A.jobId, A.notBefore) return 1 ');

/** A lease counts in the share of its repository, which moves the heads of its lanes. */
const shareScript = script('a copied job runs', [lanes], ' share(A.repositoryId, 1) return 1 ');

/** A job with its attempts; one that waits takes its place in the queue. */
export async function writeJob({ send }: Commands, connection: Connection, job: CopiedJob): Promise<void> {
  const { jobId, runId, seq } = job;
  const documents = ['steps', JSON.stringify(job.steps), 'spec', JSON.stringify(job.spec)];
  const result = job.result === null ? [] : ['result', JSON.stringify(job.result)];
  const attempts = job.attempts.flatMap(attemptFields);
  await Promise.all([
    send('HSET', `${keyPrefix}job:${jobId}`, ...plainFields(job), ...documents, ...result, ...attempts),
    send('ZADD', `${keyPrefix}jobs-of-run:${runId}`, seq, jobId),
    send('SADD', `${keyPrefix}classes`, job.agentClass),
  ]);
  if (job.state === 'waiting') await connection.run(waitScript, { jobId, notBefore: job.notBefore });
}

function plainFields(job: CopiedJob): (string | number)[] {
  const { jobId, runId, seq, repositoryId, agentClass, priority, maxAttempts, runAttempt, name, queuedAt } = job;
  const { state, attempt, counted } = job;
  const names = { jobId, runId, seq, repositoryId, agentClass, priority, maxAttempts, runAttempt, name, queuedAt };
  return Object.entries({ ...names, state, attempt, counted, exclusive: job.exclusive ? 1 : 0 }).flat();
}

/** `token N`, `start N` and, when it has ended, `end N`: see the claim and the end of a lease. */
function attemptFields(attempt: CopiedAttempt): string[] {
  const { attempt: nth, runAttempt, startedAt, isolation, agent, leaseToken, outcome, endedAt, logLines } = attempt;
  const start = [`token ${nth}`, leaseToken, `start ${nth}`, `${runAttempt} ${startedAt} ${isolation} ${agent}`];
  return endedAt === null ? start : [...start, `end ${nth}`, `${outcome} ${endedAt} ${logLines}`];
}

export async function writeLease(
  { send }: Commands,
  connection: Connection,
  { agent, leaseToken, ...lease }: RecordKinds['lease'],
): Promise<void> {
  const { jobId, repositoryId, jobToken, cancelReason } = lease;
  const cancel = cancelReason === null ? [] : ['cancel', cancelReason];
  const name = `${jobId} ${lease.attempt} ${agent.agentClass}`;
  await Promise.all([
    send('HSET', `${keyPrefix}job:${jobId}`, 'lease', leaseField({ ...lease, agentId: agent.agentId }), ...cancel),
    send('HSET', `${keyPrefix}lease-tokens`, `lease ${leaseToken}`, name, `job ${jobToken}`, name),
    connection.run(shareScript, { repositoryId }),
  ]);
}
