import { join } from 'node:path';
import { createClient } from '../client/client.ts';
import type { JobMessage, JobResult } from '../contract/job-message.ts';
import { createGitActionSource } from '../runner/actions/git-action-source.ts';
import type { Executor } from '../runner/executor/port.ts';
import type { RunnerPorts } from '../runner/ports.ts';
import { runJob } from '../runner/run-job.ts';
import type { AgentOptions } from './agent-options.ts';
import type { Claim } from './claim.ts';
import { watchContact } from './contact.ts';
import { type Heartbeat, startHeartbeat } from './heartbeat.ts';
import type { JobPlace } from './job-place.ts';
import { createJobPorts } from './job-ports.ts';
import { createLease, type Lease } from './lease.ts';
import { createLineQueue, type LineQueue } from './line-queue.ts';
import { createLineSpool, type LineSpool } from './line-spool.ts';
import { createLogShipper, type LogShipper } from './log-shipper.ts';
import { giveBack, reportResult } from './report.ts';
import { watchCancel } from './watch-cancel.ts';

/** Everything around one job while it runs. */
interface Session {
  options: AgentOptions;
  job: JobMessage;
  place: JobPlace;
  lease: Lease;
  queue: LineQueue;
  spool: LineSpool;
  shipper: LogShipper;
  heartbeat: Heartbeat;
  cancel: AbortController;
  /** Aborted when the job has its result, or the session ends: a cancel would come too late. */
  over: AbortController;
  /** Set once the job goes back to the queue: no step may start any more. */
  leaving: boolean;
}

/** How a job ended, as far as this agent is concerned. */
type Ending = { kind: 'result'; result: JobResult } | { kind: 'lost' } | { kind: 'given back' };

/** Runs a claimed job to its reported end, or until the lease is lost or given back. */
export async function runClaimedJob(
  options: AgentOptions,
  claim: Claim,
  place: JobPlace,
  signal: AbortSignal,
): Promise<void> {
  const session = openSession(options, claim, place);
  const { lease, heartbeat, job } = session;
  const log = options.log.child({ runId: job.runId, jobId: job.jobId, attempt: job.attempt });
  log.info('job started');
  const where = job.container === undefined ? place.sentence : 'this job runs in the container that it names.';
  sayLine(session, `Agent ${options.config.name}: ${where}`);
  const opening = openExecutor(session);
  const contact = watchContact(heartbeat, claim.exclusive ? claim.expiryMilliseconds : null);
  try {
    const ending = await Promise.race([
      opening.then((executor) => runIt(session, executor)),
      whenAborted(lease.lost).then((): Ending => ({ kind: 'lost' })),
      whenAborted(signal).then(() => leave(session)),
      contact.lost.then(() => stopCutOff(session)),
    ]);
    await closeExecutor(opening, ending.kind === 'result' ? 5000 : 0);
    if (ending.kind === 'result') await report(session, ending.result);
    log.info({ ending: ending.kind, lost: lease.lost.aborted }, 'job ended');
  } finally {
    contact.stop();
    session.over.abort();
    heartbeat.stop();
    session.spool.close();
  }
}

function openSession(options: AgentOptions, claim: Claim, place: JobPlace): Session {
  const { job, leaseToken, heartbeatMilliseconds, exclusive } = claim;
  const client = createClient({ url: options.config.serverUrl, token: leaseToken });
  const lease = createLease(client, { jobId: job.jobId, attempt: job.attempt });
  const spool = createLineSpool(join(options.config.workDir, 'log-spool'));
  const queue = createLineQueue(spool);
  const [cancel, over] = [new AbortController(), new AbortController()];
  const onCancel = (reason: string): void => cancel.abort(reason);
  const heartbeat = startHeartbeat(lease, {
    every: heartbeatMilliseconds,
    exclusive,
    nextLine: () => queue.nextLine,
    onCancel,
  });
  void watchCancel(lease, onCancel, over.signal);
  const shipper = createLogShipper(lease, queue);
  return { place, options, job, lease, queue, spool, shipper, heartbeat, cancel, over, leaving: false };
}

/** A line of the agent itself, not of a step. */
function sayLine({ shipper }: Session, text: string): void {
  shipper.write({ t: Date.now(), s: -1, x: text });
}

async function openExecutor(session: Session): Promise<Executor | Error> {
  const { job, place } = session;
  if (job.trust === 'fork' && place.isolation === 'none') {
    return new Error('This run comes from a fork: it never runs without a sandbox, and this machine has none.');
  }
  return place.open(job).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
}

async function runIt(session: Session, executor: Executor | Error): Promise<Ending> {
  try {
    if (executor instanceof Error) throw executor;
    return {
      kind: 'result',
      result: await runJob(session.job, executor, portsOf(session), controlOf(session, executor)),
    };
  } catch (error) {
    if (session.lease.lost.aborted) return { kind: 'lost' };
    session.options.log.error({ err: error, jobId: session.job.jobId }, 'the job could not be run');
    sayLine(session, `##[error]${error instanceof Error ? error.message : String(error)}`);
    return { kind: 'result', result: failure() };
  }
}

function portsOf(session: Session): RunnerPorts {
  const { heartbeat, shipper } = session;
  const { config } = session.options;
  return createJobPorts(config.serverUrl, session.job, {
    actions: createGitActionSource({
      hosts: config.actionHosts,
      cacheFolder: config.actionCacheDir,
      env: { ...config.environment, HOME: config.workDir },
    }),
    log: { write: (line) => shipper.write(line) },
    progress: {
      steps: (steps) => heartbeat.steps(steps),
      started: () => (session.leaving ? new Promise<void>(() => {}) : heartbeat.started()),
    },
  });
}

function controlOf({ cancel, options }: Session, { own }: Executor): Parameters<typeof runJob>[3] {
  const { environment, name } = options.config;
  return {
    cancel: cancel.signal,
    runner: { name, baseEnv: own?.environment ?? environment, node: own?.node ?? process.execPath },
  };
}

function failure(): JobResult {
  return { conclusion: 'failure', outputs: {}, steps: [], annotations: [], summary: '', environmentUrl: null };
}

/** SIGTERM: before the first step the job goes back; afterwards it is cancelled, and its own end decides. */
async function leave(session: Session): Promise<Ending> {
  if (session.heartbeat.hasStarted) {
    session.cancel.abort('The agent was told to stop.');
    return new Promise(() => {});
  }
  session.leaving = true;
  await giveBack(session.lease, 'the agent was told to stop before the first step');
  return { kind: 'given back' };
}

/** Cut off from the server with a job beside which nobody else may run: its lease ends now, so it must end as well. */
async function stopCutOff(session: Session): Promise<Ending> {
  sayLine(session, '##[error]The server did not answer for so long that the lease ended: the job was stopped.');
  return { kind: 'result', result: failure() };
}

async function closeExecutor(opening: Promise<Executor | Error>, grace: number): Promise<void> {
  const executor = await opening;
  if (!(executor instanceof Error)) await executor.close(grace);
}

async function report({ shipper, lease, queue, heartbeat, over }: Session, result: JobResult): Promise<void> {
  over.abort();
  await shipper.flush();
  await reportResult(lease, queue.nextLine, result);
  heartbeat.stop();
}

function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
