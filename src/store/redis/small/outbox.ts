import type { CommitStatus } from '../../../contract/views.ts';
import { numericId } from '../../numeric-id.ts';
import type { OutboxEntry } from '../../port/statuses.ts';
import type { Connection } from '../connection.ts';
import { keyPrefix } from '../keys.ts';
import { outbox } from '../lua/outbox.ts';
import { document, integer, list, text, texts } from '../reply.ts';
import { script } from '../script.ts';

/** New entries have the time 0 and come in the order of their commits; an entry that failed waits for its time. */
const dueScript = script(
  'statuses to send',
  [],
  `
  local found = {}
  for nth, id in ipairs(call('ZRANGEBYSCORE', P .. 'outbox', '-inf', A.at, 'LIMIT', 0, A.limit)) do
    local entry = call('HMGET', P .. 'outbox-entry:' .. id, 'forge', 'status', 'tries')
    found[nth] = { id, entry[1], entry[2], entry[3], call('ZSCORE', P .. 'outbox', id) }
  end
  return found
`,
);

/** An entry that a newer one has replaced meanwhile has another id: that one stays. */
const doneScript = script('a status was delivered', [outbox], ' dropFromOutbox(A.id) return 1 ');

const retryScript = script(
  'send a status later',
  [],
  `
  if not call('ZSCORE', P .. 'outbox', A.id) then return 0 end
  call('HINCRBY', P .. 'outbox-entry:' .. A.id, 'tries', 1)
  call('ZADD', P .. 'outbox', A.nextTryAt, A.id)
  return 1
`,
);

export async function listStatuses(
  { read }: Pick<Connection, 'read'>,
  repository: string,
  sha: string,
): Promise<CommitStatus[]> {
  const bodies = texts(await read('HVALS', `${keyPrefix}statuses:${repository.toLowerCase()} ${sha}`));
  const statuses = bodies.map((body) => document<CommitStatus>(body));
  return statuses.sort((a, b) => (a.context < b.context ? -1 : 1));
}

export async function dueStatuses(connection: Connection, at: number, limit: number): Promise<OutboxEntry[]> {
  const entries = list(await connection.run(dueScript, { at, limit })).map(list);
  return entries.map(([id, forge, status, tries, nextTryAt]) => ({
    id: String(integer(id)),
    forge: text(forge),
    status: document<CommitStatus>(status),
    tries: integer(tries),
    nextTryAt: integer(nextTryAt),
  }));
}

export async function statusDelivered(connection: Connection, id: string): Promise<void> {
  if (numericId(id) !== null) await connection.run(doneScript, { id: stored(id) });
}

export async function retryStatus(connection: Connection, id: string, nextTryAt: number): Promise<void> {
  if (numericId(id) !== null) await connection.run(retryScript, { id: stored(id), nextTryAt });
}

/** Ids are stored with a fixed width: equal times are ordered by text. */
function stored(id: string): string {
  return id.padStart(15, '0');
}
