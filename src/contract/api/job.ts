import { z } from 'zod';
import { artifactViewSchema } from '../views.ts';
import { route } from './route.ts';

const artifactName = z
  .string()
  .min(1)
  .max(250)
  .regex(/^[^"':<>|*?\r\n\\/]+$/, 'must not hold any of " \' : < > | * ? \\ / or a line break');

/** What a job's own token may call: artifacts of its run, caches of its repository. */
export const jobRoutes = {
  uploadArtifact: route({
    method: 'PUT',
    path: '/api/v1/job/artifacts/:name',
    summary: 'Store an artifact of this run (tar.gz); a name is taken once unless overwrite is set',
    auth: 'job',
    params: z.object({ name: artifactName }),
    query: z.object({
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .optional(),
      retentionDays: z.coerce.number().int().min(1).max(400).optional(),
      overwrite: z.stringbool().default(false),
    }),
    upload: true,
    answer: artifactViewSchema,
  }),
  listArtifacts: route({
    method: 'GET',
    path: '/api/v1/job/artifacts',
    summary: 'Artifacts of this run',
    auth: 'job',
    answer: z.object({ artifacts: z.array(artifactViewSchema) }),
  }),
  downloadArtifact: route({
    method: 'GET',
    path: '/api/v1/job/artifacts/:name',
    summary: 'An artifact of this run as tar.gz',
    auth: 'job',
    params: z.object({ name: artifactName }),
    answer: z.unknown(),
    stream: 'bytes',
  }),
  /** Scope as on GitHub: the run's own ref, then the base of a pull request, then the default branch. */
  findCache: route({
    method: 'GET',
    path: '/api/v1/job/caches',
    summary: 'Best cache for these keys: exact key first, then each as a prefix, newest first',
    auth: 'job',
    query: z.object({
      key: z.string().min(1).max(512),
      /** Prefixes in order, as a JSON array. */
      restoreKeys: z.string().max(10_000).default('[]'),
      /** Digest of the paths and the compression: a cache made for other paths does not match. */
      version: z.string().min(1).max(100),
    }),
    answer: z.object({
      cache: z.object({ id: z.string(), key: z.string(), size: z.number().int(), sha256: z.string() }).nullable(),
    }),
  }),
  downloadCache: route({
    method: 'GET',
    path: '/api/v1/job/caches/:cacheId',
    summary: 'A cache as tar.gz',
    auth: 'job',
    params: z.object({ cacheId: z.string().regex(/^[0-9a-f]{16}$/) }),
    answer: z.unknown(),
    stream: 'bytes',
  }),
  saveCache: route({
    method: 'PUT',
    path: '/api/v1/job/caches',
    summary: 'Store a cache under the run’s own ref; an existing key is kept',
    auth: 'job',
    query: z.object({ key: z.string().min(1).max(512), version: z.string().min(1).max(100) }),
    upload: true,
    answer: z.object({ saved: z.boolean() }),
  }),
};
