import { type Client, createClient } from '../../../client/client.ts';
import type { ClaimAnswer } from '../../../contract/agent-api.ts';
import { agentRoutes } from '../../../contract/api/agent.ts';
import type { JobResult } from '../../../contract/job-message.ts';
import type { LogLine } from '../../../contract/log.ts';
import { contractVersion } from '../../../contract/version.ts';
import { randomId } from '../../../shared/ids.ts';
import { agentToken } from '../../testing/test-server.ts';

type Claim = NonNullable<ClaimAnswer['claim']>;

/** An agent in the hands of a test: it makes the calls of the lease protocol one by one. */
export interface FakeAgent {
  claim(claimId?: string, waitMilliseconds?: number, signal?: AbortSignal): Promise<Claim | null>;
}

export function fakeAgent(url: string, agentId = randomId()): FakeAgent {
  const client = createClient({ url, token: agentToken });
  return {
    async claim(claimId = `${randomId()}${randomId()}`, waitMilliseconds = 0, signal) {
      const identity = { agentId, agentName: `agent ${agentId}`, agentClass: 'default', isolation: 'none' as const };
      const body = { ...identity, contractVersion, claimId, waitMilliseconds };
      return (await client.call(agentRoutes.claim, { body }, signal === undefined ? {} : { signal })).claim;
    },
  };
}

/** The calls that a claim's lease token allows. */
export function leaseCalls(url: string, claim: Claim) {
  const client: Client = createClient({ url, token: claim.leaseToken });
  const attempt = { jobId: claim.job.jobId, attempt: claim.job.attempt };
  return {
    beat: (started = false) => client.call(agentRoutes.heartbeat, { body: { ...attempt, nextLine: 0, started } }),
    awaitCancel: (waitMilliseconds: number) =>
      client.call(agentRoutes.awaitCancel, { body: { ...attempt, waitMilliseconds } }),
    log: (firstLine: number, ...texts: string[]) =>
      client.call(agentRoutes.log, { body: { ...attempt, firstLine, lines: texts.map(logLine) } }),
    complete: (lineCount: number, conclusion: JobResult['conclusion'] = 'success') =>
      client.call(agentRoutes.complete, { body: { ...attempt, lineCount, result: resultOf(conclusion) } }),
    release: () => client.call(agentRoutes.release, { body: { ...attempt, reason: 'told to stop' } }),
  };
}

function logLine(text: string): LogLine {
  return { t: 0, s: -1, x: text };
}

function resultOf(conclusion: JobResult['conclusion']): JobResult {
  return { conclusion, outputs: {}, steps: [], annotations: [], summary: '', environmentUrl: null };
}
