import type { JobSpec } from '../../../contract/job-message.ts';
import type { LeaseRecord } from '../../port/leases.ts';
import type { Connection } from '../connection.ts';
import { document, fields, integer, list, text, textOrNull } from '../reply.ts';
import { type LuaPiece, script } from '../script.ts';
import { leaseParts, startOf } from './job-fields.ts';

/** The fields of a job that its lease is made of, and those asked for besides; `name` is what its tokens stand for. */
const leaseFieldsOf: LuaPiece = {
  needs: [],
  lua: `
local function leaseFieldsOf(name, ...)
  local jobId, attempt = name:match('^(%S+) (%d+) ')
  local names = { 'jobId', 'runId', 'attempt', 'repositoryId', 'agentClass', 'exclusive', 'lease', 'cancel',
    'start ' .. attempt, ... }
  local found = {}
  for nth, value in ipairs(call('HMGET', P .. 'job:' .. jobId, unpack(names))) do
    found[#found + 1] = names[nth]
    found[#found + 1] = value or ''
  end
  return found
end
`,
};

/** The token names the job, which has the lease: both looks in one moment, or the lease could end in between. */
const byTokenScript = script(
  'lease of a token',
  [leaseFieldsOf],
  `
  local name = call('HGET', P .. 'lease-tokens', A.token)
  return name and leaseFieldsOf(name, A.withSpec and 'spec' or nil)
`,
);

/** The reaper reads them all each second; there are as many as agents. */
const listScript = script(
  'list the leases',
  [leaseFieldsOf],
  `
  local found = {}
  local tokens = call('HGETALL', P .. 'lease-tokens')
  for nth = 1, #tokens, 2 do
    if tokens[nth]:sub(1, 6) == 'lease ' then found[#found + 1] = leaseFieldsOf(tokens[nth + 1]) end
  end
  return found
`,
);

export async function leaseByToken(connection: Connection, hash: string): Promise<LeaseRecord | null> {
  const job = fields((await connection.run(byTokenScript, { token: `lease ${hash}` })) ?? []);
  return job === null ? null : leaseOf(job);
}

export async function leaseByJobToken(
  connection: Connection,
  hash: string,
): Promise<{ lease: LeaseRecord; spec: JobSpec } | null> {
  const job = fields((await connection.run(byTokenScript, { token: `job ${hash}`, withSpec: true })) ?? []);
  return job === null ? null : { lease: leaseOf(job), spec: document<JobSpec>(job.spec) };
}

/** By age. */
export async function listLeases(connection: Connection): Promise<LeaseRecord[]> {
  const jobs = list(await connection.run(listScript)).map((flat) => fields(flat) ?? {});
  return jobs.map(leaseOf).sort((a, b) => a.claimedAt - b.claimedAt || (a.jobId < b.jobId ? -1 : 1));
}

/** The lease of a running job, from its fields (see the piece `lease`). */
export function leaseOf(job: Record<string, string>): LeaseRecord {
  const attempt = integer(job.attempt);
  const { startedAt: claimedAt, isolation, agent: agentName } = startOf(job, attempt);
  const { agentId, beat, started, nextLine } = leaseParts(job);
  return {
    jobId: text(job.jobId),
    runId: text(job.runId),
    attempt,
    repositoryId: text(job.repositoryId),
    agent: { agentId, agentName, agentClass: text(job.agentClass), isolation },
    beat,
    started,
    nextLine,
    cancelReason: textOrNull(job.cancel),
    exclusive: job.exclusive === '1',
    claimedAt,
  };
}
