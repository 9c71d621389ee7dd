import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { Store } from '../../store/port.ts';
import type { CalledElsewhere } from '../../workflow/called-workflow.ts';
import type { Forge } from '../forge/port.ts';

/** The text of a workflow file in another repository; undefined when a caller in this repository cannot have it. */
export type ReadElsewhere = (caller: RepositoryRecord, called: CalledElsewhere) => Promise<string | undefined>;

const commitId = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/**
 * Reads workflow files of other repositories on this server. The owner must be the same: a repository may be private,
 * and what a workflow says shows in the logs of the runs that call it.
 */
export function readElsewhere(deps: { store: Pick<Store, 'repositories'>; forge: Forge }): ReadElsewhere {
  return async (caller, { repository: name, path, ref }) => {
    const repository = await deps.store.repositories.find(name);
    if (repository === null || ownerOf(repository.fullName) !== ownerOf(caller.fullName)) return undefined;
    const refs = await deps.forge.refs(repository);
    const sha = refs[`refs/heads/${ref}`] ?? refs[`refs/tags/${ref}`] ?? (commitId.test(ref) ? ref : undefined);
    if (sha === undefined) return undefined;
    const reader = deps.forge.commits(repository);
    const files = await reader.listWorkflows((await reader.commit(sha)).sha);
    return files.find((file) => file.path === path)?.text;
  };
}

function ownerOf(fullName: string): string {
  return fullName.replace(/\/.*$/s, '').toLowerCase();
}
