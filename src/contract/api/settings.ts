import { z } from 'zod';
import { emptySchema } from '../agent-api.ts';
import {
  secretViewSchema,
  settingNameSchema,
  settingScopeSchema,
  settingValueSchema,
  variableViewSchema,
} from '../settings.ts';
import { route } from './route.ts';

const params = z.object({ name: settingNameSchema });
const body = z.strictObject({ value: settingValueSchema });

/** Secrets and configuration variables. The scope stands in the query, as owners and environments have free names. */
export const settingRoutes = {
  listSecrets: route({
    method: 'GET',
    path: '/api/v1/secrets',
    summary: 'Names of the secrets of an owner, a repository or an environment',
    auth: 'user',
    query: settingScopeSchema,
    answer: z.object({ secrets: z.array(secretViewSchema) }),
  }),
  setSecret: route({
    method: 'PUT',
    path: '/api/v1/secrets/:name',
    summary: 'Create or replace a secret; nobody can read it back',
    auth: 'user',
    params,
    query: settingScopeSchema,
    body,
    answer: emptySchema,
  }),
  deleteSecret: route({
    method: 'DELETE',
    path: '/api/v1/secrets/:name',
    summary: 'Delete a secret',
    auth: 'user',
    params,
    query: settingScopeSchema,
    answer: emptySchema,
  }),
  rotateKey: route({
    method: 'POST',
    path: '/api/v1/secret-key/rotation',
    summary: 'Seal everything under a new key',
    auth: 'user',
    answer: z.object({
      /** How many sealed texts are under the new key now. */
      resealed: z.number().int(),
      /** What no key opens: it stays as it is and has to be set again. */
      lost: z.array(z.string()),
    }),
  }),
  listVariables: route({
    method: 'GET',
    path: '/api/v1/variables',
    summary: 'Variables of an owner, a repository or an environment',
    auth: 'user',
    query: settingScopeSchema,
    answer: z.object({ variables: z.array(variableViewSchema) }),
  }),
  setVariable: route({
    method: 'PUT',
    path: '/api/v1/variables/:name',
    summary: 'Create or replace a variable',
    auth: 'user',
    params,
    query: settingScopeSchema,
    body,
    answer: emptySchema,
  }),
  deleteVariable: route({
    method: 'DELETE',
    path: '/api/v1/variables/:name',
    summary: 'Delete a variable',
    auth: 'user',
    params,
    query: settingScopeSchema,
    answer: emptySchema,
  }),
};
