import { numericId } from '../../numeric-id.ts';
import type { RunCommit } from '../../port/runs.ts';
import { splitRun } from '../../run-documents.ts';
import type { Connection } from '../connection.ts';
import { documents } from '../lua/documents.ts';
import { enqueue } from '../lua/enqueue.ts';
import { leases } from '../lua/leases.ts';
import { outbox } from '../lua/outbox.ts';
import { script } from '../script.ts';
import { enqueueArgument, groupArgument, statusArgument } from './commit-argument.ts';
import type { KnownJobs } from './known-jobs.ts';

/**
 * One step of a run. All comparisons come first: after them nothing can be refused, so false means that nothing was
 * written. A waiting job that is withdrawn needs no word to its run; one that went back to the queue after the engine had
 * looked is ended here, as of the moment it went back, or the cancel mark would be lost with its lease.
 */
const commitScript = script(
  'commit a step of a run',
  [documents, leases, enqueue, outbox],
  `
  local runKey = P .. 'run:' .. A.runId
  if call('HGET', runKey, 'version') ~= A.expectedVersion then return 0 end
  for _, group in ipairs(A.groups) do
    local known = call('HGET', P .. 'groups', group.key)
    if (known and known:match('^%d+') or '0') ~= group.expectedVersion then return 0 end
  end
  call('HINCRBY', runKey, 'version', 1)
  call('HSET', runKey, 'header', A.header, 'settings', A.settings)
  writeStatus(A.runId, A.status)
  writeJobs(A.runId, A.jobs, tonumber(A.jobCount))
  if #A.consumed > 0 then
    local inboxKey = P .. 'inbox:' .. A.runId
    for _, seq in ipairs(A.consumed) do call('HDEL', inboxKey, seq) end
    local oldest
    for _, seq in ipairs(call('HKEYS', inboxKey)) do
      if not oldest or tonumber(seq) < oldest then oldest = tonumber(seq) end
    end
    if oldest then call('ZADD', P .. 'dirty', oldest, A.runId) else call('ZREM', P .. 'dirty', A.runId) end
  end
  for _, group in ipairs(A.groups) do
    if group.body == '' then
      call('HDEL', P .. 'groups', group.key)
    else
      call('HSET', P .. 'groups', group.key, call('HINCRBY', P .. 'counters', 'group', 1) .. ' ' .. group.body)
    end
  end
  local function mark(jobId, reason)
    if call('HGET', P .. 'job:' .. jobId, 'state') ~= 'running' then return false end
    call('HSETNX', P .. 'job:' .. jobId, 'cancel', reason)
    wake('cancel:' .. jobId)
    return true
  end
  for _, job in ipairs(A.dequeue) do
    if takeFromQueue(job.jobId) then
      call('HSET', P .. 'job:' .. job.jobId, 'state', 'done')
    else
      mark(job.jobId, job.reason)
    end
  end
  for _, job in ipairs(A.cancel) do
    if not mark(job.jobId, job.reason) and takeFromQueue(job.jobId) then
      local known = call('HMGET', P .. 'job:' .. job.jobId, 'runId', 'attempt', 'queuedAt')
      local ended = known[2] ~= '0' and call('HGET', P .. 'job:' .. job.jobId, 'end ' .. known[2])
      local at = ended and ended:match('^%S+ (%d+)') or known[3]
      giveUp(job.jobId, known[1], known[2], 'cancelled', job.reason, at)
    end
  end
  for _, job in ipairs(A.enqueue) do enqueue(A.runId, job) end
  for _, message in ipairs(A.post) do
    if call('EXISTS', P .. 'run:' .. message.runId) == 1 then post(message.runId, message.event) end
  end
  for _, status in ipairs(A.statuses) do writeCommitStatus(status) end
  wake('run:' .. A.runId)
  wake('runs')
  return 1
`,
);

/** False when the run or a group has moved on meanwhile. */
export async function commitRun(connection: Connection, known: KnownJobs, commit: RunCommit): Promise<boolean> {
  if (numericId(commit.runId) === null) return false;
  const { header, settings, jobs } = splitRun(commit.state);
  const jobTexts = jobs.map((job) => JSON.stringify(job));
  const answer = await connection.run(commitScript, {
    runId: commit.runId,
    expectedVersion: commit.expectedVersion,
    status: commit.state.status,
    header: JSON.stringify(header),
    settings: JSON.stringify(settings),
    jobs: known.changed(commit.runId, commit.expectedVersion, jobTexts),
    jobCount: jobs.length,
    consumed: commit.consumed,
    groups: commit.groups.map(groupArgument),
    dequeue: commit.dequeue,
    cancel: commit.cancel,
    enqueue: commit.enqueue.map((job) => enqueueArgument(job, commit.state)),
    post: commit.post
      .filter(({ runId }) => numericId(runId) !== null)
      .map(({ runId, event }) => ({ runId, event: JSON.stringify(event) })),
    statuses: commit.statuses.map(statusArgument),
  });
  if (answer !== 1) return false;
  known.see(commit.runId, commit.expectedVersion + 1, jobTexts);
  return true;
}
