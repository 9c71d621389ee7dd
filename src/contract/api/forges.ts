import { z } from 'zod';
import { emptySchema } from '../agent-api.ts';
import { repositoryNameSchema, repositoryViewSchema } from '../views.ts';
import { route } from './route.ts';

export const forgeNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'must be of small letters, digits and -')
  .refine((name) => name !== 'builtin', 'must not be `builtin`: that is the hosting of this server');

const forgeViewSchema = z.object({
  name: z.string(),
  kind: z.enum(['gitea']),
  url: z.string(),
  createdAt: z.number().int(),
  /** Repositories of this server that live there. */
  repositories: z.number().int(),
});
export type ForgeView = z.infer<typeof forgeViewSchema>;

const checkSchema = z.object({
  /** Account of the token. */
  login: z.string(),
  version: z.string(),
  /** Webhooks of the enabled repositories: looked at now, and repaired where something was wrong. */
  webhooks: z.array(z.object({ repository: z.string(), ok: z.boolean(), message: z.string() })),
});
export type ForgeCheck = z.infer<typeof checkSchema>;

const forgeParams = z.object({ forge: z.string().max(60) });
const repositoryParams = z.object({ owner: z.string().max(100), name: z.string().max(100) });

export const forgeRoutes = {
  list: route({
    method: 'GET',
    path: '/api/v1/forges',
    summary: 'Connected forges',
    auth: 'user',
    answer: z.object({ forges: z.array(forgeViewSchema) }),
  }),
  add: route({
    method: 'POST',
    path: '/api/v1/forges',
    summary: 'Connect a forge; its address and token are tried first',
    auth: 'user',
    body: z.strictObject({
      name: forgeNameSchema,
      kind: z.enum(['gitea']).default('gitea'),
      url: z
        .url({ protocol: /^https?$/, error: 'must be an http or https address' })
        .max(500)
        .transform((url) => url.replace(/\/+$/, ''))
        .refine((url) => !/[?#@]/.test(url), 'must have no credentials, query or fragment'),
      token: z.string().trim().min(1).max(500),
    }),
    answer: forgeViewSchema,
  }),
  check: route({
    method: 'POST',
    path: '/api/v1/forges/:forge/check',
    summary: 'Try the connection, and look after the webhooks there',
    auth: 'user',
    params: forgeParams,
    answer: checkSchema,
  }),
  remove: route({
    method: 'DELETE',
    path: '/api/v1/forges/:forge',
    summary: 'Forget a forge on which no repository of this server lives',
    auth: 'user',
    params: forgeParams,
    answer: emptySchema,
  }),
  enable: route({
    method: 'POST',
    path: '/api/v1/forges/:forge/repositories',
    summary: 'Let a repository of a forge run here: makes its webhook, and takes what is there as processed',
    auth: 'user',
    params: forgeParams,
    body: z.strictObject({ fullName: repositoryNameSchema }),
    answer: repositoryViewSchema,
  }),
  disable: route({
    method: 'POST',
    path: '/api/v1/repositories/:owner/:name/disable',
    summary: 'Let nothing start any more for a repository of a forge: removes its webhook, keeps its runs',
    auth: 'user',
    params: repositoryParams,
    answer: emptySchema,
  }),
  webhook: route({
    method: 'POST',
    path: '/api/v1/webhooks/:repositoryId',
    summary: "Deliveries of a forge, in Gitea's or GitHub's form, signed with HMAC-SHA256",
    auth: 'none',
    params: z.object({ repositoryId: z.string().max(20) }),
    answer: z.object({ outcome: z.enum(['made', 'seen', 'ignored']), runIds: z.array(z.string()) }),
    upload: true,
  }),
};
