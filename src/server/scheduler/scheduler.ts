import { RaibidError } from '../../shared/errors.ts';
import type { RefChange } from '../../store/port/deliveries.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { ServerDeps } from '../deps.ts';
import { createAdvancer } from './advancer.ts';
import { createLoop } from './background-loop.ts';
import { dispatchWorkflow } from './dispatch.ts';
import { enabledRepositories, isEnabled } from './enabled-repositories.ts';
import { catchUpPullRequests, takeAsProcessed, takeForgeEvent } from './forge-events.ts';
import { cleanUp } from './janitor.ts';
import { createJobPushes } from './job-pushes.ts';
import { createKeyedMutex } from './keyed-mutex.ts';
import type { Scheduler } from './port.ts';
import { readElsewhere } from './read-elsewhere.ts';
import { createReaper } from './reaper.ts';
import { deliverChanges, deliverMissed, missedChanges, pushKey, standsAt } from './ref-ledger.ts';
import { createRetention } from './retention.ts';
import { createCron } from './scheduled-runs.ts';

export type SchedulerDeps = Pick<ServerDeps, 'store' | 'blobs' | 'forge' | 'config' | 'clock' | 'log'>;

/** Everything that happens by itself, and the calls that start runs. */
export interface RunningScheduler extends Scheduler {
  start(): void;
  /** Resolves when no work is under way any more. */
  stop(): Promise<void>;
}

const minute = 60_000;

export function createScheduler(deps: SchedulerDeps): RunningScheduler {
  const loops = backgroundLoops(deps);
  const inOrder = createKeyedMutex();
  const jobPushes = createJobPushes(deps);
  const ledgerDeps = { ...deps, jobPushes, elsewhere: readElsewhere(deps) };

  const repositoryOf = async (id: string): Promise<RepositoryRecord> => {
    const repository = await deps.store.repositories.get(id);
    if (repository === null) throw new RaibidError('not_found', `There is no repository ${id}.`);
    return repository;
  };

  async function compare(repository: RepositoryRecord, actor: string | null): Promise<string[]> {
    // The ledger first: another server may take a push in between, and refs older than the ledger would look like a
    // branch that was moved back.
    const ledger = await deps.store.deliveries.ledger(repository.id);
    const refs = await deps.forge.refs(repository);
    return deliverMissed(ledgerDeps, repository, missedChanges(repository.id, refs, ledger), actor);
  }

  async function follow(
    repository: RepositoryRecord,
    changes: RefChange[],
    actor: string,
    quiet: boolean,
  ): Promise<string[]> {
    const ledger = await deps.store.deliveries.ledger(repository.id);
    const next = changes.filter(({ ref, before }) => standsAt(ledger[ref], before));
    const runIds = await deliverChanges(ledgerDeps, repository, next, actor, { startNone: quiet });
    if (next.length === changes.length) return runIds;
    // The ledger stood elsewhere: a comparison was faster, or an earlier change is missing. The refs themselves decide.
    const faster = await runsMade(changes.filter(({ ref, after }) => ledger[ref] === after));
    return [...faster, ...runIds, ...(await compare(repository, actor))];
  }

  /** The pusher wants to hear of the run also when the comparison of each minute has made it. */
  async function runsMade(changes: RefChange[]): Promise<string[]> {
    const deliveries = await Promise.all(changes.map((change) => deps.store.deliveries.find(pushKey(change))));
    return deliveries.flatMap((delivery) => delivery?.runIds ?? []);
  }

  async function reconcile(repositoryId: string): Promise<{ runIds: string[] }> {
    const repository = await repositoryOf(repositoryId);
    if (!(await isEnabled(deps.store, repository))) return { runIds: [] };
    const forgeDeps = { ...ledgerDeps, compare };
    return {
      runIds: await inOrder(repositoryId, async () => [
        ...(await compare(repository, null)),
        ...(await catchUpPullRequests(forgeDeps, repository)),
      ]),
    };
  }

  async function reconcileAll(): Promise<void> {
    for (const { id, fullName } of await enabledRepositories(deps.store)) {
      await reconcile(id).catch((error: unknown) =>
        deps.log.error({ err: error, repository: fullName }, 'refs could not be compared with the ledger'),
      );
    }
  }

  loops.push(createLoop({ name: 'ref ledger', every: minute, log: deps.log, round: reconcileAll }));

  return {
    reconcile,
    async refsChanged(changes, actor, quiet = false) {
      const runIds: string[] = [];
      for (const [id, ofRepository] of Map.groupBy(changes, (change) => change.repositoryId)) {
        const repository = await repositoryOf(id);
        runIds.push(...(await inOrder(id, () => follow(repository, ofRepository, actor, quiet))));
      }
      return { runIds };
    },
    async forgeEvent(repository, event, receipts) {
      const forgeDeps = { ...ledgerDeps, compare };
      const take = () => takeForgeEvent(forgeDeps, repository, event, receipts);
      return { runIds: await inOrder(repository.id, take) };
    },
    takeAsProcessed: (repository) =>
      inOrder(repository.id, () => takeAsProcessed({ ...ledgerDeps, compare }, repository)),
    expectJobPush: (changes) => jobPushes.expect(changes),
    dispatch: async (request) => dispatchWorkflow(ledgerDeps, await repositoryOf(request.repositoryId), request),
    start: () => {
      for (const loop of loops) loop.start();
    },
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}

function backgroundLoops(deps: SchedulerDeps): ReturnType<typeof createLoop>[] {
  const { store, config, clock, log } = deps;
  const cron = createCron({ ...deps, elsewhere: readElsewhere(deps) });
  return [
    createAdvancer({ store, config, clock, log }),
    createReaper({ store, lease: config.lease, clock, log }),
    createLoop({ name: 'schedules', every: 10_000, log, round: cron.look }),
    createLoop({ name: 'janitor', every: 10 * minute, log, round: () => cleanUp(deps) }),
    createLoop({ name: 'retention', every: 2_000, log, round: createRetention(deps) }),
  ];
}
