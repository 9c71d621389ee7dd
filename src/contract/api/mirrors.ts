import { z } from 'zod';
import { emptySchema } from '../agent-api.ts';
import { route } from './route.ts';

const repositoryParams = z.object({ owner: z.string().max(100), name: z.string().max(100) });
const text = z.string().max(2000);

export const mirrorViewSchema = z.object({
  /** `owner/name` here. */
  repository: z.string(),
  url: z.string(),
  intervalSeconds: z.number().int(),
  allowPrivate: z.boolean(),
  /** Where statuses go back to; null: they stay here. */
  statuses: z.object({ api: z.string(), repository: z.string() }).nullable(),
  syncing: z.boolean(),
  /** Milliseconds since 1970; null: never. */
  lastSyncAt: z.number().int().nullable(),
  lastTryAt: z.number().int().nullable(),
  /** Why the last try failed; null when it did not. */
  failure: z.string().nullable(),
  nextSyncAt: z.number().int(),
  /** Address for a webhook of the other side. */
  webhookUrl: z.string(),
});
export type MirrorView = z.infer<typeof mirrorViewSchema>;

export const mirrorRoutes = {
  list: route({
    method: 'GET',
    path: '/api/v1/mirrors',
    summary: 'Repositories that follow another one',
    auth: 'user',
    answer: z.object({ mirrors: z.array(mirrorViewSchema) }),
  }),
  add: route({
    method: 'POST',
    path: '/api/v1/repositories/:owner/:name/mirror',
    summary: 'Follow another repository; this one is created, or must be empty',
    auth: 'user',
    params: repositoryParams,
    body: z.strictObject({
      url: text.min(1),
      username: text.default(''),
      password: text.default(''),
      /** Private key for an ssh address, without pass phrase. */
      sshKey: z.string().max(20_000).default(''),
      /** known_hosts lines or public keys of the ssh server; those that it shows now when absent. */
      hostKeys: z.string().max(20_000).default(''),
      intervalSeconds: z.number().int().min(10).max(86_400).default(300),
      /** The address may be loopback or in a private network. */
      allowPrivate: z.boolean().default(false),
      /** Send statuses back in GitHub's form. */
      statuses: z
        .strictObject({
          /** `https://api.github.com` for repositories of github.com. */
          api: text.optional(),
          /** `owner/name` there; taken from the address when absent. */
          repository: text.optional(),
          /** The password when absent. */
          token: text.optional(),
        })
        .optional(),
    }),
    answer: z.object({
      mirror: mirrorViewSchema,
      /** For the signatures of the webhook. Shown this once. */
      webhookSecret: z.string(),
      /** Fingerprints of the keys by which an ssh server is known from now on, as ssh shows them. */
      hostKeys: z.array(z.string()),
    }),
  }),
  sync: route({
    method: 'POST',
    path: '/api/v1/repositories/:owner/:name/mirror/sync',
    summary: 'Look now; answers when it is done, or after a while with syncing: true',
    auth: 'user',
    params: repositoryParams,
    answer: mirrorViewSchema,
  }),
  webhook: route({
    method: 'POST',
    path: '/api/v1/mirror-webhooks/:repositoryId',
    summary: "Deliveries of the other side, in GitHub's or Gitea's form, signed with HMAC-SHA256: look now",
    auth: 'none',
    params: z.object({ repositoryId: z.string().max(20) }),
    answer: emptySchema,
    upload: true,
  }),
  remove: route({
    method: 'DELETE',
    path: '/api/v1/repositories/:owner/:name/mirror',
    summary: 'Stop following; the repository stays as it is and can be pushed to',
    auth: 'user',
    params: repositoryParams,
    answer: emptySchema,
  }),
};
