import { z } from 'zod';
import type { CommitStatus } from '../../../contract/views.ts';
import { isRaibidError } from '../../../shared/errors.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { type GiteaApi, repositoryPath } from './api.ts';

const jsonObject = z.record(z.string(), z.json());
const hookSchema = z.object({
  id: z.number().int(),
  active: z.boolean(),
  events: z.array(z.string()),
  config: z.record(z.string(), z.string()),
});
export type GiteaHook = z.output<typeof hookSchema>;

const repositorySchema = z.object({
  full_name: z.string(),
  default_branch: z.string(),
  permissions: z.object({ admin: z.boolean(), push: z.boolean() }).optional(),
});
export type GiteaRepository = z.output<typeof repositorySchema>;

const pageSize = 50;
/** More open pull requests than this are looked at no further. */
const maxPages = 20;

/** Who the token belongs to, and the version of the forge. */
export async function whoAmI(api: GiteaApi): Promise<{ login: string; version: string }> {
  const { version } = await api({ method: 'GET', path: '/version', answer: z.object({ version: z.string() }) });
  const { login } = await api({ method: 'GET', path: '/user', answer: z.object({ login: z.string() }) });
  return { login, version };
}

export function getRepository(api: GiteaApi, fullName: string): Promise<GiteaRepository> {
  return api({ method: 'GET', path: repositoryPath(fullName), answer: repositorySchema });
}

export async function listHooks(api: GiteaApi, fullName: string): Promise<GiteaHook[]> {
  return api({
    method: 'GET',
    path: `${repositoryPath(fullName)}/hooks?limit=${pageSize}`,
    answer: z.array(hookSchema),
  });
}

export function createHook(
  api: GiteaApi,
  fullName: string,
  hook: { url: string; secret: string; events: string[] },
): Promise<GiteaHook> {
  const { url, secret, events } = hook;
  const body = { type: 'gitea', active: true, events, config: { url, secret, content_type: 'json' } };
  return api({ method: 'POST', path: `${repositoryPath(fullName)}/hooks`, body, answer: hookSchema });
}

export async function deleteHook(api: GiteaApi, fullName: string, hookId: string): Promise<void> {
  const path = `${repositoryPath(fullName)}/hooks/${encodeURIComponent(hookId)}`;
  await api({ method: 'DELETE', path, answer: z.unknown() });
}

/** Open pull requests, newest first, in Gitea's own shape. None where a repository is empty or has them switched off. */
export async function openPulls(api: GiteaApi, fullName: string): Promise<JsonObject[]> {
  try {
    return await allPages(api, fullName);
  } catch (error) {
    if (isRaibidError(error, 'not_found')) return [];
    throw error;
  }
}

async function allPages(api: GiteaApi, fullName: string): Promise<JsonObject[]> {
  const pulls: JsonObject[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const path = `${repositoryPath(fullName)}/pulls?state=open&sort=recentupdate&limit=${pageSize}&page=${page}`;
    const some = await api({ method: 'GET', path, answer: z.array(jsonObject) });
    pulls.push(...some);
    if (some.length < pageSize) break;
  }
  return pulls;
}

/** `target`: full address of the page that tells more. */
export async function createStatus(api: GiteaApi, status: CommitStatus, target: string): Promise<void> {
  const { repository, sha, state, context, description } = status;
  const path = `${repositoryPath(repository)}/statuses/${encodeURIComponent(sha)}`;
  const body = { state, context, description, target_url: target };
  await api({ method: 'POST', path, body, answer: z.unknown() });
}
