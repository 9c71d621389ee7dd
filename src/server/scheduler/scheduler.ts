import { RaibidError } from '../../shared/errors.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { ServerDeps } from '../deps.ts';
import { createAdvancer } from './advancer.ts';
import { createLoop } from './background-loop.ts';
import { dispatchWorkflow } from './dispatch.ts';
import { enabledRepositories, isEnabled } from './enabled-repositories.ts';
import { compareRefs, followChanges } from './follow-refs.ts';
import { catchUpPullRequests, takeAsProcessed, takeForgeEvent } from './forge-events.ts';
import { cleanUp } from './janitor.ts';
import { createJobPushes } from './job-pushes.ts';
import { createKeyedMutex } from './keyed-mutex.ts';
import { listWorkflows } from './list-workflows.ts';
import type { Scheduler } from './port.ts';
import { readElsewhere } from './read-elsewhere.ts';
import { createReaper } from './reaper.ts';
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

  async function reconcile(repositoryId: string): Promise<{ runIds: string[] }> {
    const repository = await repositoryOf(repositoryId);
    if (!(await isEnabled(deps.store, repository))) return { runIds: [] };
    return {
      runIds: await inOrder(repositoryId, async () => [
        ...(await compareRefs(ledgerDeps, repository, null)),
        ...(await catchUpPullRequests(ledgerDeps, repository)),
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
        runIds.push(
          ...(await inOrder(id, () => followChanges(ledgerDeps, repository, ofRepository, { actor, quiet }))),
        );
      }
      return { runIds };
    },
    async forgeEvent(repository, event, receipts) {
      const take = () => takeForgeEvent(ledgerDeps, repository, event, receipts);
      return { runIds: await inOrder(repository.id, take) };
    },
    takeAsProcessed: (repository) => inOrder(repository.id, () => takeAsProcessed(ledgerDeps, repository)),
    expectJobPush: (changes) => jobPushes.expect(changes),
    workflows: async (repositoryId, ref) => listWorkflows(ledgerDeps, await repositoryOf(repositoryId), ref),
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
