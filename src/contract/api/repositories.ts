import { z } from 'zod';
import { emptySchema } from '../agent-api.ts';
import { repositoryNameSchema, repositoryViewSchema, workflowListSchema } from '../views.ts';
import { route } from './route.ts';

const repositoryParams = z.object({ owner: z.string().max(100), name: z.string().max(100) });

export const repositoryRoutes = {
  list: route({
    method: 'GET',
    path: '/api/v1/repositories',
    summary: 'All repositories',
    auth: 'user',
    answer: z.object({ repositories: z.array(repositoryViewSchema) }),
  }),
  create: route({
    method: 'POST',
    path: '/api/v1/repositories',
    summary: 'Create an empty repository',
    auth: 'user',
    body: z.strictObject({ fullName: repositoryNameSchema, defaultBranch: z.string().min(1).max(200).default('main') }),
    answer: repositoryViewSchema,
  }),
  get: route({
    method: 'GET',
    path: '/api/v1/repositories/:owner/:name',
    summary: 'One repository',
    auth: 'user',
    params: repositoryParams,
    answer: repositoryViewSchema,
  }),
  edit: route({
    method: 'PUT',
    path: '/api/v1/repositories/:owner/:name',
    summary: 'Change the default branch of a repository that this server hosts',
    auth: 'user',
    params: repositoryParams,
    body: z.strictObject({ defaultBranch: z.string().min(1).max(200) }),
    answer: repositoryViewSchema,
  }),
  delete: route({
    method: 'DELETE',
    path: '/api/v1/repositories/:owner/:name',
    summary: 'Delete a repository with its runs, logs and artifacts',
    auth: 'user',
    params: repositoryParams,
    answer: emptySchema,
  }),
  workflows: route({
    method: 'GET',
    path: '/api/v1/repositories/:owner/:name/workflows',
    summary: 'The workflows of a branch or tag, with what starts them and their inputs',
    auth: 'user',
    params: repositoryParams,
    query: z.object({
      /** Branch, tag or full ref; the default branch when absent. */
      ref: z.string().min(1).max(300).optional(),
    }),
    answer: workflowListSchema,
  }),
  dispatch: route({
    method: 'POST',
    path: '/api/v1/repositories/:owner/:name/dispatches',
    summary: 'Start a workflow that has workflow_dispatch',
    auth: 'user',
    params: repositoryParams,
    body: z.strictObject({
      /** File name or path of the workflow. */
      workflow: z.string().min(1).max(300),
      /** Branch, tag or full ref; the default branch when absent. */
      ref: z.string().min(1).max(300).optional(),
      inputs: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
    }),
    answer: z.object({ runId: z.string() }),
  }),
};
