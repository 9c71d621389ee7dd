import type { JobSpec } from '../../../contract/job-message.ts';
import type { LeaseRecord } from '../../port/leases.ts';
import type { Connection } from '../connection.ts';
import { document, fields, integer, list, text, textOrNull } from '../reply.ts';
import { script } from '../script.ts';

/** The token names the job, the job names the lease: both looks in one moment, or the lease could end in between. */
const byTokenScript = script(
  'lease of a token',
  [],
  `
  local jobId = call('HGET', P .. 'lease-tokens', A.token)
  if not jobId then return false end
  return { call('HGETALL', P .. 'lease:' .. jobId), A.withSpec and call('HGET', P .. 'job:' .. jobId, 'spec') or '' }
`,
);

/** By age. The reaper reads them all each second; there are as many as agents. */
const listScript = script(
  'list the leases',
  [],
  `
  local found = {}
  for _, class in ipairs(call('SMEMBERS', P .. 'classes')) do
    for _, jobId in ipairs(call('ZRANGE', P .. 'leases:' .. class, 0, -1)) do
      found[#found + 1] = call('HGETALL', P .. 'lease:' .. jobId)
    end
  end
  return found
`,
);

export async function leaseByToken(connection: Connection, hash: string): Promise<LeaseRecord | null> {
  const answer = await connection.run(byTokenScript, { token: `lease ${hash}`, withSpec: false });
  return answer === null ? null : leaseRecord(list(answer)[0]);
}

export async function leaseByJobToken(
  connection: Connection,
  hash: string,
): Promise<{ lease: LeaseRecord; spec: JobSpec } | null> {
  const answer = await connection.run(byTokenScript, { token: `job ${hash}`, withSpec: true });
  if (answer === null) return null;
  const [lease, spec] = list(answer);
  return { lease: leaseRecord(lease), spec: document<JobSpec>(spec) };
}

export async function listLeases(connection: Connection): Promise<LeaseRecord[]> {
  const leases = list(await connection.run(listScript)).map(leaseRecord);
  return leases.sort((a, b) => a.claimedAt - b.claimedAt || (a.jobId < b.jobId ? -1 : 1));
}

function leaseRecord(flat: unknown): LeaseRecord {
  return leaseFields(fields(flat) ?? {});
}

export function leaseFields(lease: Record<string, string>): LeaseRecord {
  return {
    jobId: text(lease.jobId),
    runId: text(lease.runId),
    attempt: integer(lease.attempt),
    repositoryId: text(lease.repositoryId),
    agent: {
      agentId: text(lease.agentId),
      agentName: text(lease.agentName),
      agentClass: text(lease.agentClass),
      isolation: lease.isolation === 'sandbox' ? 'sandbox' : 'none',
    },
    beat: integer(lease.beat),
    started: lease.started === '1',
    nextLine: integer(lease.nextLine),
    cancelReason: textOrNull(lease.cancelReason),
    exclusive: lease.exclusive === '1',
    claimedAt: integer(lease.claimedAt),
  };
}
