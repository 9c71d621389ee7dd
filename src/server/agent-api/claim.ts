import type { z } from 'zod';
import type { ClaimAnswer, claimRequestSchema } from '../../contract/agent-api.ts';
import type { JobMessage } from '../../contract/job-message.ts';
import { contractVersion } from '../../contract/version.ts';
import { isRaibidError, RaibidError } from '../../shared/errors.ts';
import { hashToken, newToken } from '../../shared/ids.ts';
import type { AgentRecord } from '../../store/port/agents.ts';
import type { AgentIdentity, ClaimedJob } from '../../store/port/queue.ts';
import type { ServerDeps } from '../deps.ts';
import { failClaimed } from './fail-claimed.ts';
import { forgetWaiting } from './forget-waiting.ts';
import type { Turns } from './turns.ts';

type ClaimRequest = z.output<typeof claimRequestSchema>;

/** A job with the two tokens that were made for it. */
interface Claimed extends ClaimedJob {
  leaseToken: string;
  jobToken: string;
}

/**
 * Answers with a job, or after `waitMilliseconds` with none. A caller that went away takes no job: what was claimed for
 * it in that moment goes back to the queue, and the same claim id may ask again.
 */
export async function claimJob(
  deps: ServerDeps,
  turns: Turns,
  request: ClaimRequest,
  callerGone: AbortSignal,
): Promise<ClaimAnswer> {
  checkVersion(request.contractVersion);
  const agent = identityOf(request);
  const seen = { ...agent, startedAt: deps.clock.now(), lastSeenAt: deps.clock.now() };
  // Where jobs wait, an agent is never idle: nothing to note and nothing to wait for (a fifth of what a claim costs).
  const claimed =
    (await tryClaim(deps, turns, agent, request.claimId)) ?? (await waitForJob(deps, turns, request, seen, callerGone));
  if (claimed === null) return { claim: null };
  if (callerGone.aborted) return giveBack(deps, claimed);
  void forgetWaiting(deps, agent.agentId);
  return { claim: await handOut(deps, claimed, agent.agentId) };
}

/** Null: its secrets cannot be opened or handed on, and the job has failed of it. */
async function handOut(deps: ServerDeps, claimed: Claimed, agentId: string): Promise<ClaimAnswer['claim']> {
  try {
    const secrets = await deps.secrets.secretsFor(claimed.spec, claimed.jobToken);
    const vars = { ...claimed.spec.vars, ...(await deps.secrets.environmentVariablesFor(claimed.spec)) };
    const { runId, jobId } = claimed.spec;
    deps.log.info({ runId, jobId, attempt: claimed.attempt, agentId }, 'job claimed');
    return claimMessage(deps, claimed, { secrets, vars });
  } catch (error) {
    if (!isRaibidError(error, 'internal') && !isRaibidError(error, 'expression_invalid')) throw error;
    await failClaimed(deps, claimed, error);
    return null;
  }
}

function checkVersion(version: number): void {
  if (version === contractVersion || version === contractVersion - 1) return;
  throw new RaibidError('conflict', `This agent speaks contract version ${version}, the server ${contractVersion}.`, {
    hint: 'Run agent and server from the same release; the server takes agents one contract version older.',
  });
}

function identityOf({ agentId, agentName, agentClass, isolation }: ClaimRequest): AgentIdentity {
  return { agentId, agentName, agentClass, isolation };
}

async function waitForJob(
  deps: ServerDeps,
  turns: Turns,
  request: ClaimRequest,
  seen: Omit<AgentRecord, 'state'>,
  callerGone: AbortSignal,
): Promise<Claimed | null> {
  const agent = identityOf(request);
  const end = AbortSignal.any([callerGone, deps.stopping, AbortSignal.timeout(request.waitMilliseconds)]);
  await deps.store.agents.seen({ ...seen, state: 'idle' });
  // Asked once more before the first wait: a job may have come while the agent was noted.
  do {
    const claimed = await tryClaim(deps, turns, agent, request.claimId);
    if (claimed !== null) return claimed;
  } while (await turns.wait(agent.agentClass, end));
  return null;
}

async function tryClaim(
  deps: ServerDeps,
  turns: Turns,
  agent: AgentIdentity,
  claimId: string,
): Promise<Claimed | null> {
  const leaseToken = newToken('lease');
  const jobToken = newToken('job');
  const job = await deps.store.queue.claim({
    agent,
    claimId,
    leaseTokenHash: hashToken(leaseToken),
    jobTokenHash: hashToken(jobToken),
    at: deps.clock.now(),
  });
  if (job === null) return null;
  // Where one job was, more may be: twice, so that a burst spreads fast.
  turns.wake(agent.agentClass);
  turns.wake(agent.agentClass);
  return { ...job, leaseToken, jobToken };
}

async function giveBack(deps: ServerDeps, { spec, attempt, leaseToken }: Claimed): Promise<ClaimAnswer> {
  await deps.store.leases.release({
    jobId: spec.jobId,
    attempt,
    leaseTokenHash: hashToken(leaseToken),
    reason: 'the agent went away while it was given the job',
    at: deps.clock.now(),
  });
  return { claim: null };
}

function claimMessage(
  deps: ServerDeps,
  claimed: Claimed,
  settings: Pick<JobMessage, 'secrets' | 'vars'>,
): ClaimAnswer['claim'] {
  const { spec, attempt, leaseToken, jobToken, exclusive } = claimed;
  const job: JobMessage = { ...spec, ...settings, attempt, jobToken, serverUrl: deps.baseUrl() };
  const { heartbeatEvery, expiry } = deps.config.lease;
  return { job, leaseToken, heartbeatMilliseconds: heartbeatEvery, expiryMilliseconds: expiry, exclusive };
}
