import type { ServerConfig } from '../../contract/config.ts';
import { defaultAgentClasses } from '../../engine/agent-classes.ts';
import { engineEnv } from '../../engine/engine-env.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { LoadedRun } from '../../store/port/runs.ts';
import type { Store } from '../../store/port.ts';
import { isStoreFailure } from '../../store/store-failure.ts';
import { builtinForge } from '../forge/port.ts';
import { mirrorOutbox } from '../mirrors/send-status.ts';
import { type AdvanceEnv, advanceRun } from './advance-run.ts';
import { type BackgroundLoop, createLoop } from './background-loop.ts';
import { failBrokenRun } from './broken-run.ts';

export interface AdvancerDeps {
  store: Store;
  config: Pick<ServerConfig, 'lease' | 'retention'>;
  clock: Clock;
  log: Logger;
}

/** Local agents have the machine's own architecture. */
const agentClasses = defaultAgentClasses(process.arch === 'arm64' ? 'arm64' : 'x64');
const fallback = 250;
/**
 * Milliseconds between two rounds. A round reads and writes all jobs of a run whatever the number of its events: with
 * a matrix of 250 and 1,500 jobs a second, rounds one upon the other took half of the server's time.
 */
const pace = 15;
/** Of a burst that makes rounds long, six parts of the time go to the calls of agents and one to rounds. */
const rest = 6;
const batch = 64;
const retryAfter = 5000;

/**
 * Drains dirty runs: woken by the store's signal, and by itself each 250 ms. Different runs advance side by side; one
 * run only once at a time here, and against other servers by the compare-and-set of the commit.
 */
export function createAdvancer(deps: AdvancerDeps): BackgroundLoop {
  const heldBack = new Map<string, number>();
  let unsubscribe = (): void => {};
  const round = async (): Promise<void> => {
    if (await advanceBatch(deps, heldBack)) loop.wake();
  };
  const loop = createLoop({ name: 'advancer', every: fallback, pace, rest, log: deps.log, round });
  return {
    start() {
      unsubscribe = deps.store.signals.subscribe('dirty', loop.wake);
      loop.start();
    },
    wake: loop.wake,
    async stop() {
      unsubscribe();
      await loop.stop();
    },
  };
}

/** True when a run moved: there may be more. A batch without progress is held by another server, or held back here. */
async function advanceBatch(deps: AdvancerDeps, heldBack: Map<string, number>): Promise<boolean> {
  const runIds = await deps.store.runs.dirty(batch);
  const due = runIds.filter((runId) => (heldBack.get(runId) ?? 0) <= deps.clock.monotonic());
  const done = await Promise.all(due.map((runId) => advanceOne(deps, runId, heldBack)));
  return done.includes(true);
}

/** True when the run moved. A fault of one run is logged, keeps that run back for a while, and does not stop others. */
async function advanceOne(deps: AdvancerDeps, runId: string, heldBack: Map<string, number>): Promise<boolean> {
  try {
    const loaded = await deps.store.runs.load(runId);
    if (loaded === null || loaded.events.length === 0) return false;
    const committed = await commitNext(deps, loaded);
    if (committed) deps.store.signals.publish(`run:${runId}`);
    heldBack.delete(runId);
    return committed;
  } catch (error) {
    deps.log.error({ err: error, runId }, 'a run could not be advanced; it is tried again later');
    heldBack.set(runId, deps.clock.monotonic() + retryAfter);
    return false;
  }
}

/** A run on which the engine fails ends as a failure with the reason: a fault of ours must not look like waiting. */
async function commitNext(deps: AdvancerDeps, loaded: LoadedRun): Promise<boolean> {
  const env = await environment(deps, loaded);
  try {
    return await deps.store.runs.commit(await advanceRun(loaded, env));
  } catch (error) {
    if (isStoreFailure(error)) throw error;
    deps.log.error({ err: error, runId: loaded.state.id }, 'the engine failed on this run: it is ended as a failure');
    return deps.store.runs.commit(await failBrokenRun(loaded, error, { now: env.engine.now, runs: env.runs }));
  }
}

async function environment(deps: AdvancerDeps, loaded: LoadedRun): Promise<AdvanceEnv> {
  const repository = await deps.store.repositories.get(loaded.state.repository.id);
  return {
    engine: engineEnv(agentClasses, deps.clock.now(), deps.config.retention.days),
    fence: deps.config.lease.fence,
    outboxes: repository === null ? [builtinForge] : await outboxesOf(deps.store, repository),
    runs: deps.store.runs,
  };
}

/** Where the statuses of a repository go: its forge, and the other side of a mirror that wants them. */
async function outboxesOf({ mirrors }: Store, { id, forge }: RepositoryRecord): Promise<string[]> {
  const mirror = await mirrors.get(id);
  return mirror === null || mirror.statuses === null ? [forge] : [forge, mirrorOutbox(id)];
}
