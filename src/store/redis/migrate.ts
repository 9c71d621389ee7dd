import { RaibidError } from '../../shared/errors.ts';
import type { Connection } from './connection.ts';
import { keyPrefix, signalChannel, takeOverKey } from './keys.ts';
import { integer } from './reply.ts';
import { type Script, script } from './script.ts';

/** Brings the data from version `to - 1` to version `to`. Never changed once released: a new one is added instead. */
export interface Migration {
  to: number;
  script: Script;
}

/**
 * A migration as a script: it does nothing unless the data has the version before, so of two servers that start at once
 * one migrates, and after a crash the data has the old version or the new one. Answers how many servers listen where there
 * must be none: every server does, and one of another version would go on in the old form. They are counted where the change is
 * made, so that none comes in between: who listens later reads the new version afterwards.
 */
export function migration(to: number, body: string): Migration {
  const guard = `
  if (call('GET', P .. 'schema') or '0') ~= '${to - 1}' then return 0 end
  local servers = A.alone and call('PUBLISH', '${signalChannel}', '') or 0
  if servers > 0 then return servers end
  call('SET', P .. 'schema', '${to}')
`;
  return { to, script: script(`migrate to ${to}`, [], `${guard}${body}  return 0\n`) };
}

/**
 * Leases and their lists become part of the jobs that run: `lease:{job}` was a hash of fifteen fields, `leases:{class}` their
 * list, and a token named its job alone.
 */
const leasesIntoJobs = `
  local function field(jobId, name) return call('HGET', P .. 'lease:' .. jobId, name) end
  for _, class in ipairs(call('SMEMBERS', P .. 'classes')) do
    for _, jobId in ipairs(call('ZRANGE', P .. 'leases:' .. class, 0, -1)) do
      local jobKey, jobToken = P .. 'job:' .. jobId, field(jobId, 'jobToken')
      local name = jobId .. ' ' .. field(jobId, 'attempt') .. ' ' .. class
      call('HSET', jobKey, 'lease', field(jobId, 'beat') .. ' ' .. field(jobId, 'started') .. ' ' ..
        field(jobId, 'nextLine') .. '\\n' .. jobToken .. '\\n' .. field(jobId, 'agentId'))
      local reason = field(jobId, 'cancelReason')
      if reason then call('HSET', jobKey, 'cancel', reason) end
      call('HSET', P .. 'lease-tokens', 'lease ' .. field(jobId, 'leaseToken'), name, 'job ' .. jobToken, name)
      call('DEL', P .. 'lease:' .. jobId)
    end
    call('DEL', P .. 'leases:' .. class)
  end
`;

/** In the first version there was nothing to lay out: keys are made when they are needed. */
export const migrations: readonly Migration[] = [migration(1, ''), migration(2, leasesIntoJobs)];

/** The version that a program with these migrations writes. */
export function newestOf(known: readonly Migration[]): number {
  return known.at(-1)?.to ?? 0;
}

/**
 * Brings the data to the newest version. Data of a newer program is refused with `store_newer`, and data that must change while
 * another server works on it with `store_unavailable`; both untouched.
 */
export async function migrate(connection: Connection, known: readonly Migration[]): Promise<void> {
  const found = await refuseNewer(connection, known);
  for (const { script: step } of known.filter(({ to }) => to > found)) {
    const servers = integer(await connection.run(step, { alone: found > 0 }));
    if (servers > 0) throw othersWork(servers);
  }
}

/**
 * Refuses with `store_newer` what a newer program has written, or is about to: its mark stands while it waits for servers of an
 * older version to stop. Answers the version of the data; 0: there is none.
 */
export async function refuseNewer(connection: Pick<Connection, 'read'>, known: readonly Migration[]): Promise<number> {
  const newest = newestOf(known);
  const found = await schemaVersion(connection);
  if (found > newest) throw storeNewer(`The store has schema version ${found}`, { found, known: newest });
  const wanted = integer((await connection.read('GET', takeOverKey)) ?? '0');
  if (wanted <= newest) return found;
  throw storeNewer(`A newer version takes the store over, with schema version ${wanted}`, {
    found: wanted,
    known: newest,
  });
}

function storeNewer(what: string, details: { found: number; known: number }): RaibidError {
  return new RaibidError('store_newer', `${what}; this program knows up to ${details.known}.`, { details });
}

export async function schemaVersion({ read }: Pick<Connection, 'read'>): Promise<number> {
  return integer((await read('GET', `${keyPrefix}schema`)) ?? '0');
}

/** The refusal to change data on which that many servers of another version work. */
export function othersWork(servers: number): RaibidError {
  return new RaibidError(
    'store_unavailable',
    'Servers of an older version work on this store, which is to be changed.',
    {
      hint: 'Stop them all, then start this version. Agents go on with their jobs meanwhile.',
      details: { servers },
    },
  );
}
