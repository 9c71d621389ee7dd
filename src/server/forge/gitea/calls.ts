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
/** A list is read no further than this. */
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

export function listHooks(api: GiteaApi, fullName: string): Promise<GiteaHook[]> {
  return allPages(api, `${repositoryPath(fullName)}/hooks?`, hookSchema);
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
    return await allPages(api, `${repositoryPath(fullName)}/pulls?state=open&sort=recentupdate&`, jsonObject);
  } catch (error) {
    if (isRaibidError(error, 'not_found')) return [];
    throw error;
  }
}

async function allPages<Item extends z.ZodType>(api: GiteaApi, path: string, item: Item): Promise<z.output<Item>[]> {
  const items: z.output<Item>[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const some = await api({ method: 'GET', path: `${path}limit=${pageSize}&page=${page}`, answer: z.array(item) });
    items.push(...some);
    if (some.length < pageSize) break;
  }
  return items;
}

/** `target`: full address of the page that tells more. */
export async function createStatus(api: GiteaApi, status: CommitStatus, target: string): Promise<void> {
  const { repository, sha, state, context, description } = status;
  const path = `${repositoryPath(repository)}/statuses/${encodeURIComponent(sha)}`;
  const body = { state, context, description, target_url: target };
  await api({ method: 'POST', path, body, answer: z.unknown() });
}
