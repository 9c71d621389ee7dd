import type { CommitStatus } from '../../contract/views.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { ServerDeps } from '../deps.ts';
import { allowedTarget } from './allowed-target.ts';
import { checkedRequest } from './checked-request.ts';
import { openCredentials } from './credentials.ts';

const outboxPrefix = 'mirror/';

/** Under which name statuses for the other side of a mirror wait in the outbox. No forge can be called so. */
export function mirrorOutbox(repositoryId: string): string {
  return outboxPrefix + repositoryId;
}

/** The repository of such a name; null for the name of a forge. */
export function repositoryOfOutbox(name: string): string | null {
  return name.startsWith(outboxPrefix) ? name.slice(outboxPrefix.length) : null;
}

/**
 * Writes a status on the commit at the other side of a mirror (GitHub's REST API, "Create a commit status"). Rejects
 * with `not_found` when the mirror sends none any more, `unreachable` for what may pass, `forge_refused` for the rest.
 */
export async function sendMirrorStatus(
  { store, sealer, baseUrl }: Pick<ServerDeps, 'store' | 'sealer' | 'baseUrl'>,
  repositoryId: string,
  { sha, state, context, description, target }: CommitStatus,
): Promise<void> {
  const mirror = await store.mirrors.get(repositoryId);
  if (mirror === null || mirror.statuses === null) {
    throw new RaibidError('not_found', 'The repository is no mirror that sends statuses any more.');
  }
  const { api, repository } = mirror.statuses;
  const answer = await checkedRequest(await allowedTarget(`${api}/repos/${repository}/statuses/${sha}`, mirror), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${openCredentials(sealer, mirror).statusToken ?? ''}`,
      accept: 'application/vnd.github+json',
      'content-type': 'application/json',
      'x-github-api-version': '2022-11-28',
    },
    body: JSON.stringify({ state, context, description, target_url: baseUrl() + target }),
  });
  refuse(api, answer);
}

function refuse(api: string, { status, text }: { status: number; text: string }): void {
  if (status >= 200 && status < 300) return;
  const said = `${api} answers ${status} to a status: ${text.slice(0, 200)}`;
  if (status === 429 || status >= 500) throw new RaibidError('unreachable', said);
  throw new RaibidError('forge_refused', said, { details: { status } });
}
