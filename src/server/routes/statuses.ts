import type { FastifyInstance } from 'fastify';
import { runRoutes } from '../../contract/api/runs.ts';
import type { CommitStatus } from '../../contract/views.ts';
import type { ServerDeps } from '../deps.ts';
import { registerRoute } from '../register-route.ts';
import { findRepository } from './repositories.ts';

type State = CommitStatus['state'];

/** Worst first: the state of a commit is the worst of its contexts, as GitHub combines them; none yet is pending. */
const worstFirst: readonly State[] = ['error', 'failure', 'pending'];

/** Statuses on a commit. */
export function statusApi(app: FastifyInstance, deps: ServerDeps): void {
  registerRoute(app, runRoutes.statuses, async ({ params }) => {
    const repository = await findRepository(deps, params);
    const statuses = await deps.store.statuses.list(repository.fullName, params.sha);
    return { state: combinedState(statuses), statuses };
  });
}

function combinedState(statuses: CommitStatus[]): State {
  if (statuses.length === 0) return 'pending';
  return worstFirst.find((state) => statuses.some((status) => status.state === state)) ?? 'success';
}
