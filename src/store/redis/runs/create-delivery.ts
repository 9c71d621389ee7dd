import { createHash } from 'node:crypto';
import { RaibidError } from '../../../shared/errors.ts';
import type { DeliveryOutcome, DeliveryStore, NewRun } from '../../port/deliveries.ts';
import { splitRun } from '../../run-documents.ts';
import type { Connection } from '../connection.ts';
import { keyPrefix } from '../keys.ts';
import { documents } from '../lua/documents.ts';
import { inbox } from '../lua/inbox.ts';
import { runIndexes } from '../lua/run-indexes.ts';
import { document, integer, list, text } from '../reply.ts';
import { script } from '../script.ts';

type Delivery = Parameters<DeliveryStore['create']>[0];

/**
 * Delivery, runs and ledger in one operation: after a crash the event has its runs, or comes again by the ledger. What
 * may be refused is looked at before anything is written. Ids come from the counter, so the header, which names id and
 * number, is sent with marks in their place. Equal plans are kept once, counted by their runs.
 */
const createScript = script(
  'create the runs of a delivery',
  [documents, inbox, runIndexes],
  `
  local deliveries = P .. 'deliveries'
  local function keep(keys, runIds)
    for _, key in ipairs(keys) do
      local repository = A.repositoryId ~= cjson.null and A.repositoryId or ''
      call('HSET', deliveries, key, runIds)
      call('ZADD', deliveries .. '-by-time', A.at, repository .. ' ' .. key)
      if repository ~= '' then call('SADD', deliveries .. '-of:' .. repository, key) end
    end
  end
  for _, receipt in ipairs(A.receipts) do
    local received = call('HGET', deliveries, receipt)
    if received then return { 'seen', received } end
  end
  if A.repositoryId ~= cjson.null and call('EXISTS', P .. 'repository:' .. A.repositoryId) == 0 then
    return { 'unknown', A.repositoryId }
  end
  for _, run in ipairs(A.runs) do
    if call('EXISTS', P .. 'repository:' .. run.repositoryId) == 0 then return { 'unknown', run.repositoryId } end
  end
  local change = A.change ~= cjson.null and A.change or nil
  local seen = call('HGET', deliveries, A.key)
  -- True of a change that is news, also of one made again: from A to B, back to A, and now to B once more.
  local begins = true
  if change then
    local stands = call('HGET', P .. 'ledger:' .. change.repositoryId, change.ref)
    if stands then begins = stands == change.before else begins = change.before:match('^0+$') ~= nil end
  end
  if seen and not (change and begins and change.before ~= change.after) then
    keep(A.receipts, seen)
    return { 'seen', seen }
  end
  if not begins then return { 'stale', '[]' } end
  local runIds = {}
  for nth, run in ipairs(A.runs) do
    local runId = tostring(call('HINCRBY', P .. 'counters', 'run', 1))
    local number = tostring(call('HINCRBY', P .. 'run-numbers:' .. run.repositoryId, run.workflow, 1))
    call('SET', P .. 'plan:' .. run.planHash, run.plan, 'NX')
    call('HINCRBY', P .. 'plan-uses', run.planHash, 1)
    call('HSET', P .. 'run:' .. runId, 'version', '1', 'header', run.head .. runId .. run.middle .. number .. run.tail,
      'settings', run.settings, 'payload', run.payload, 'planHash', run.planHash, 'repositoryId', run.repositoryId,
      'workflow', run.workflow, 'event', run.event, 'ref', run.ref, 'sha', run.sha)
    writeStatus(runId, run.status)
    writeJobs(runId, run.jobs, tonumber(run.jobCount))
    for _, index in ipairs(runIndexesOf(run.repositoryId, run.workflow, run.event, run.ref, run.sha)) do
      call('ZADD', index, runId, runId)
    end
    post(runId, '{"type":"start"}')
    wake('runs')
    runIds[nth] = '"' .. runId .. '"'
  end
  if change then
    if change.after:match('^0+$') then
      call('HDEL', P .. 'ledger:' .. change.repositoryId, change.ref)
    else
      call('HSET', P .. 'ledger:' .. change.repositoryId, change.ref, change.after)
    end
  end
  local made = '[' .. table.concat(runIds, ',') .. ']'
  keep({ A.key }, made)
  keep(A.receipts, made)
  return { 'created', made }
`,
);

/** The oldest first; each with the id of its repository before it, if it has one. */
const forgetScript = script(
  'forget deliveries',
  [],
  `
  local byTime = P .. 'deliveries-by-time'
  local old = call('ZRANGEBYSCORE', byTime, '-inf', '(' .. A.before, 'LIMIT', '0', A.limit)
  for _, member in ipairs(old) do
    local repository, key = member:match('^(%d*) (.*)$')
    call('HDEL', P .. 'deliveries', key)
    if repository ~= '' then call('SREM', P .. 'deliveries-of:' .. repository, key) end
    call('ZREM', byTime, member)
  end
  return #old
`,
);

export async function forgetDeliveries(connection: Connection, before: number, limit: number): Promise<number> {
  return integer(await connection.run(forgetScript, { before, limit }));
}

/** @throws `not_found` for an unknown repository */
export async function createDelivery(connection: Connection, delivery: Delivery): Promise<DeliveryOutcome> {
  const { key, receipts = [], at, change, runs } = delivery;
  const repositoryId = change?.repositoryId ?? runs[0]?.state.repository.id ?? null;
  const argument = { key, receipts, at, change, repositoryId, runs: runs.map(runArgument) };
  const [outcome, answer] = list(await connection.run(createScript, argument));
  if (outcome === 'unknown') throw new RaibidError('not_found', `There is no repository with id ${text(answer)}.`);
  if (outcome === 'stale') return { created: false, runIds: [], stale: true };
  const runIds = document<string[]>(answer);
  if (outcome === 'created') return { created: true, runIds };
  return { created: false, runIds: await withoutDeleted(connection.read, runIds) };
}

/** What became of a key or receipt, without runs that were deleted since; null when it was never seen. */
export async function findDelivery(
  { read }: Pick<Connection, 'read'>,
  key: string,
): Promise<{ runIds: string[] } | null> {
  const runIds = await read('HGET', `${keyPrefix}deliveries`, key);
  return runIds === null ? null : { runIds: await withoutDeleted(read, document<string[]>(runIds)) };
}

async function withoutDeleted(read: Connection['read'], runIds: string[]): Promise<string[]> {
  const there = await Promise.all(runIds.map((id) => read('EXISTS', `${keyPrefix}run:${id}`)));
  return runIds.filter((_, nth) => there[nth] === 1);
}

/** The last processed commit of every ref. */
export async function readLedger(
  { read }: Pick<Connection, 'read'>,
  repositoryId: string,
): Promise<Record<string, string>> {
  const ledger = await read('HGETALL', `${keyPrefix}ledger:${repositoryId}`);
  return Object.fromEntries(Object.entries(ledger ?? {}).map(([ref, sha]) => [ref, text(sha)]));
}

function runArgument({ state }: NewRun): object {
  const { header, settings, jobs, plan, payload } = splitRun({ ...state, id: '', number: 0 });
  const { id: _, number: __, ...rest } = header;
  const planText = JSON.stringify(plan);
  return {
    head: '{"id":"',
    middle: '","number":',
    tail: `,${JSON.stringify(rest).slice(1)}`,
    settings: JSON.stringify(settings),
    payload: JSON.stringify(payload),
    plan: planText,
    planHash: createHash('sha256').update(planText).digest('hex'),
    jobs: Object.fromEntries(jobs.map((job, position) => [position, JSON.stringify(job)])),
    jobCount: jobs.length,
    repositoryId: state.repository.id,
    workflow: plan.path,
    event: state.trigger.event,
    ref: state.trigger.ref,
    sha: state.trigger.sha,
    status: state.status,
  };
}
