import type { FastifyInstance } from 'fastify';
import { repositoryRoutes } from '../../contract/api/repositories.ts';
import type { RepositoryView } from '../../contract/views.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { ServerDeps } from '../deps.ts';
import { dropHook } from '../forge/enable.ts';
import { builtinForge } from '../forge/port.ts';
import { deleteGarbage } from '../garbage.ts';
import { createRepository } from '../githost/create-repository.ts';
import { followDefaultBranch } from '../githost/default-branch.ts';
import { actorOf } from '../identity/principal.ts';
import { registerRoute } from '../register-route.ts';

/** Repositories, their workflows, and starting one of these by hand. */
export function repositoryApi(app: FastifyInstance, deps: ServerDeps): void {
  const { store } = deps;
  registerRoute(app, repositoryRoutes.list, async () => ({
    repositories: (await store.repositories.list()).map((record) => repositoryView(deps, record)),
  }));
  registerRoute(app, repositoryRoutes.get, async ({ params }) =>
    repositoryView(deps, await findRepository(deps, params)),
  );
  registerRoute(app, repositoryRoutes.create, async ({ body }) =>
    repositoryView(deps, await createRepository(deps, body)),
  );
  registerRoute(app, repositoryRoutes.edit, async ({ params, body: { defaultBranch } }) => {
    const record = await findRepository(deps, params);
    await checkBranch(deps, record, defaultBranch);
    return repositoryView(deps, await followDefaultBranch(deps, record, defaultBranch));
  });
  registerRoute(app, repositoryRoutes.delete, async ({ params }) => {
    await deleteRepository(deps, await findRepository(deps, params));
    return {};
  });
  registerRoute(app, repositoryRoutes.workflows, async ({ params, query }) => {
    const { id } = await findRepository(deps, params);
    return deps.scheduler.workflows(id, query.ref);
  });
  registerRoute(app, repositoryRoutes.dispatch, async ({ params, body, principal }) => {
    const { id } = await findRepository(deps, params);
    return deps.scheduler.dispatch({ repositoryId: id, ...body, actor: actorOf(principal) });
  });
}

/** The repository of a path with `:owner` and `:name`; `not_found`. */
export async function findRepository(
  deps: Pick<ServerDeps, 'store'>,
  { owner, name }: { owner: string; name: string },
): Promise<RepositoryRecord> {
  const record = await deps.store.repositories.find(`${owner}/${name}`);
  if (record === null) throw new RaibidError('not_found', `There is no repository ${owner}/${name}.`);
  return record;
}

/** `conflict` where somebody else decides, `not_found` for a branch that is not there. */
async function checkBranch(deps: ServerDeps, record: RepositoryRecord, branch: string): Promise<void> {
  const { fullName, forge } = record;
  const decides = (await deps.store.mirrors.get(record.id)) !== null ? 'the repository that it follows' : forge;
  if (decides !== builtinForge) {
    throw new RaibidError('conflict', `The default branch of ${fullName} is that of ${decides}.`, {
      hint: 'Change it there; it is followed from here.',
    });
  }
  if (`refs/heads/${branch}` in (await deps.forge.refs(record))) return;
  throw new RaibidError('not_found', `${fullName} has no branch ${branch}.`, { hint: 'Push it first.' });
}

/** The entry first: from then on nobody can reach the rest, and the janitor finds what a crash leaves behind. */
async function deleteRepository(deps: ServerDeps, record: RepositoryRecord): Promise<void> {
  const hookId = await deps.store.forges.hook(record.id);
  await deps.store.repositories.delete(record.id);
  if (hookId !== null) await dropHook(deps, record, hookId);
  await deps.forge.remove(record);
  await deleteGarbage(deps);
  deps.log.info({ repository: record.fullName }, 'repository deleted');
}

/** A repository as people see it. */
export function repositoryView(deps: ServerDeps, record: RepositoryRecord): RepositoryView {
  return { ...record, cloneUrl: `${deps.baseUrl()}/git/${record.fullName}.git` };
}
