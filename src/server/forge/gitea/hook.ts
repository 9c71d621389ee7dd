import { isRaibidError } from '../../../shared/errors.ts';
import type { GiteaApi } from './api.ts';
import { createHook, deleteHook, type GiteaHook, listHooks } from './calls.ts';

/** Events that the webhook is made for. `pull_request_only` leaves out comments and reviews. */
const wanted = ['push', 'delete', 'release', 'pull_request_only', 'pull_request_sync', 'pull_request_label'];
/** The same as Gitea answers them. */
const answered = wanted.map((name) => name.replace('_only', ''));

export interface HookWish {
  fullName: string;
  /** Where deliveries go; tells our webhooks from others. */
  url: string;
  secret: string;
  /** Makes it anew even if it looks right: nobody can see whether its secret is. */
  renew: boolean;
}

/**
 * Makes sure that a repository has exactly one webhook to this address, active and with our events; answers its id. One
 * that was changed is replaced, as Gitea's API changes no secret.
 */
export async function ensureHook(api: GiteaApi, wish: HookWish): Promise<string> {
  const ours = (await listHooks(api, wish.fullName)).filter((hook) => hook.config.url === wish.url);
  const keep = wish.renew ? undefined : ours.find(isRight);
  // The new one first: a push in between is told of twice rather than not at all, and counts once.
  const hook = keep ?? (await createHook(api, wish.fullName, { ...wish, events: wanted }));
  for (const { id } of ours) {
    if (id !== hook.id) await removeHook(api, wish.fullName, String(id));
  }
  return String(hook.id);
}

/** Removes a webhook; one that is gone already is fine. */
export async function removeHook(api: GiteaApi, fullName: string, hookId: string): Promise<void> {
  try {
    await deleteHook(api, fullName, hookId);
  } catch (error) {
    if (!isRaibidError(error, 'not_found')) throw error;
  }
}

function isRight({ active, events, config }: GiteaHook): boolean {
  return active && config.content_type === 'json' && answered.every((name) => events.includes(name));
}
