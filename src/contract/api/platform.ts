import { z } from 'zod';
import { emptySchema } from '../agent-api.ts';
import { agentViewSchema, deadLetterSchema, diskViewSchema, queueClassViewSchema } from '../views.ts';
import { route } from './route.ts';

export const platformRoutes = {
  info: route({
    method: 'GET',
    path: '/api/v1/info',
    summary: 'What this server is and how it runs jobs',
    auth: 'user',
    answer: z.object({
      version: z.string(),
      contractVersion: z.number().int(),
      store: z.string(),
      isolation: z.enum(['sandbox', 'none']),
      /** Why this isolation was chosen, in words. */
      isolationReason: z.string(),
      maxAgents: z.number().int().nullable(),
      warmAgents: z.number().int(),
      /** A server of an older version says nothing of them. */
      disks: z.array(diskViewSchema).default([]),
    }),
  }),
  agents: route({
    method: 'GET',
    path: '/api/v1/agents',
    summary: 'Agents that were seen lately',
    auth: 'user',
    answer: z.object({ agents: z.array(agentViewSchema) }),
  }),
  queue: route({
    method: 'GET',
    path: '/api/v1/queue',
    summary: 'The queue by agent class, and the dead letters',
    auth: 'user',
    answer: z.object({ classes: z.array(queueClassViewSchema), deadLetters: z.array(deadLetterSchema) }),
  }),
  login: route({
    method: 'POST',
    path: '/api/v1/session',
    summary: 'Exchange the admin token for a session cookie',
    auth: 'none',
    body: z.strictObject({ token: z.string().min(1).max(200) }),
    answer: emptySchema,
  }),
  logout: route({
    method: 'DELETE',
    path: '/api/v1/session',
    summary: 'End the session',
    auth: 'user',
    answer: emptySchema,
  }),
  openapi: route({
    method: 'GET',
    path: '/api/v1/openapi.json',
    summary: 'This API as an OpenAPI 3.1 document',
    auth: 'none',
    answer: z.unknown(),
  }),
  livez: route({ method: 'GET', path: '/livez', summary: 'The process lives', auth: 'none', answer: z.unknown() }),
  readyz: route({ method: 'GET', path: '/readyz', summary: 'The store answers', auth: 'none', answer: z.unknown() }),
  metrics: route({
    method: 'GET',
    path: '/metrics',
    summary: 'Prometheus metrics',
    auth: 'none',
    answer: z.unknown(),
    stream: 'bytes',
  }),
};
