import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { runRoutes } from '../../contract/api/runs.ts';
import type { RunState } from '../../contract/run-state.ts';
import type { RunSummary, RunView } from '../../contract/views.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { RunFilter } from '../../store/port/runs.ts';
import type { ServerDeps } from '../deps.ts';
import { deleteGarbage } from '../garbage.ts';
import { actorOf } from '../identity/principal.ts';
import { registerRoute } from '../register-route.ts';
import { loadRun, loadRunView } from './load-run.ts';
import { runSummary } from './views/run-summary.ts';
import { runWaitingReason } from './views/waiting.ts';

type ListQuery = z.output<typeof runRoutes.list.query & z.ZodType>;

/** Runs: list, look, cancel, delete, run again. */
export function runApi(app: FastifyInstance, deps: ServerDeps): void {
  registerRoute(app, runRoutes.list, ({ query }) => listRuns(deps, query));
  registerRoute(app, runRoutes.get, ({ params }): Promise<RunView> => loadRunView(deps, params.runId));
  registerRoute(app, runRoutes.cancel, async ({ params, principal }) => {
    const run = await loadRun(deps, params.runId);
    if (run.status === 'completed') throw new RaibidError('conflict', `Run ${run.id} is over already.`);
    await deps.store.runs.post(run.id, { type: 'cancel', by: actorOf(principal) });
    return {};
  });
  registerRoute(app, runRoutes.delete, async ({ params, principal }) => {
    const { id } = await loadRun(deps, params.runId);
    await deps.store.runs.delete(id);
    await deleteGarbage(deps);
    deps.log.info({ runId: id, by: actorOf(principal) }, 'run deleted');
    return {};
  });
  registerRoute(app, runRoutes.approve, async ({ params, body, principal }) => {
    const run = await loadRun(deps, params.runId);
    checkApproval(run, body.sha);
    await deps.store.runs.post(run.id, { type: 'approved', by: actorOf(principal) });
    deps.log.info({ runId: run.id, sha: run.trigger.sha, by: actorOf(principal) }, 'run approved');
    return {};
  });
  registerRoute(app, runRoutes.rerun, async ({ params, body, principal }) => {
    const run = await loadRun(deps, params.runId);
    if (run.status !== 'completed') throw new RaibidError('conflict', `Run ${run.id} is not over yet.`);
    await deps.store.runs.post(run.id, { type: 'rerun', only: body.only, by: actorOf(principal) });
    return {};
  });
}

/** An approval is for one commit: a newer one of the same pull request has a run of its own, which waits again. */
function checkApproval(run: RunState, sha: string | undefined): void {
  if (run.waitingFor?.kind !== 'approval') {
    throw new RaibidError('conflict', `Run ${run.id} does not wait for approval.`);
  }
  if (sha === undefined || run.waitingFor.sha.startsWith(sha)) return;
  throw new RaibidError('conflict', `Run ${run.id} is of commit ${run.waitingFor.sha}, not of ${sha}.`);
}

async function listRuns(deps: ServerDeps, query: ListQuery): Promise<{ runs: RunSummary[]; next: string | null }> {
  const filter = await filterOf(deps, query);
  if (filter === null) return { runs: [], next: null };
  const headers = await deps.store.runs.list({ ...filter, limit: query.limit + 1 });
  const page = headers.slice(0, query.limit);
  const next = headers.length > query.limit ? (page.at(-1)?.id ?? null) : null;
  return { runs: page.map((header) => runSummary(header, runWaitingReason(header))), next };
}

/** Null: the named repository does not exist, so no run can match. */
async function filterOf(deps: ServerDeps, { repository, ...query }: ListQuery): Promise<RunFilter | null> {
  const given = withoutUndefined(query);
  if (repository === undefined) return given;
  const record = await deps.store.repositories.find(repository);
  return record === null ? null : { ...given, repositoryId: record.id };
}

/** The filters that were named. zod leaves the others out or undefined, which the store does not take. */
function withoutUndefined(query: Omit<ListQuery, 'repository'>): RunFilter {
  const { limit, ...filters } = query;
  const named = Object.entries(filters).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(named), limit };
}
