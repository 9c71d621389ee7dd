import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { JobSpec } from '../../contract/job-message.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { CacheRecord } from '../../store/port/blobs-index.ts';
import type { ServerDeps } from '../deps.ts';
import { deleteGarbage } from '../garbage.ts';
import type { JobCaller } from './job-caller.ts';
import { sendBlob } from './send-blob.ts';
import { storeUpload } from './store-upload.ts';

const day = 24 * 3_600_000;
const restoreKeysSchema = z.array(z.string().min(1).max(512)).max(10);

/**
 * Refs whose caches a job may read, best first: its own, the base of its pull request, the default branch (GitHub:
 * "Restrictions for accessing a cache").
 */
export function visibleRefs(spec: JobSpec): string[] {
  const base = spec.github.base_ref;
  const refs = [ownRef(spec)];
  if (typeof base === 'string' && base !== '') refs.push(`refs/heads/${base}`);
  refs.push(`refs/heads/${spec.repository.defaultBranch}`);
  return [...new Set(refs)];
}

function ownRef(spec: JobSpec): string {
  return typeof spec.github.ref === 'string' ? spec.github.ref : '';
}

export async function findCache(
  deps: ServerDeps,
  { spec }: JobCaller,
  query: { key: string; restoreKeys: string; version: string },
): Promise<{ cache: Pick<CacheRecord, 'id' | 'key' | 'size' | 'sha256'> | null }> {
  const found = await deps.store.caches.find({
    repositoryId: spec.repository.id,
    refs: visibleRefs(spec),
    key: query.key,
    restoreKeys: parseRestoreKeys(query.restoreKeys),
    version: query.version,
    at: deps.clock.now(),
  });
  if (found === null) return { cache: null };
  const { id, key, size, sha256 } = found;
  return { cache: { id, key, size, sha256 } };
}

function parseRestoreKeys(text: string): string[] {
  try {
    return restoreKeysSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new RaibidError('input_invalid', 'query.restoreKeys: must be a JSON array of at most 10 keys', { cause });
  }
}

export async function downloadCache(
  deps: ServerDeps,
  { spec }: JobCaller,
  cacheId: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const cache = await deps.store.caches.get(cacheId);
  const visible = cache !== null && cache.repositoryId === spec.repository.id && visibleRefs(spec).includes(cache.ref);
  if (!visible) throw new RaibidError('not_found', `This job sees no cache ${cacheId}.`);
  return sendBlob(reply, cache, await deps.blobs.caches.read(cache.id));
}

export interface CacheUpload {
  key: string;
  version: string;
  content: Readable;
}

/** Stores a cache under the job's own ref, unless the key exists there; then makes room for it in the repository. */
export async function saveCache(
  deps: ServerDeps,
  { spec }: JobCaller,
  { key, version, content }: CacheUpload,
): Promise<{ saved: boolean }> {
  if (spec.trust === 'fork') {
    throw new RaibidError('forbidden', 'A run of a fork may read caches, not save them.');
  }
  const repositoryId = spec.repository.id;
  const file = { kind: 'cache' as const, content, maxBytes: deps.config.limits.cacheBytes };
  const saved = await storeUpload(deps, file, async (stored) => {
    const now = deps.clock.now();
    const record = { ...stored, repositoryId, ref: ownRef(spec), key, version, createdAt: now, usedAt: now };
    return (await deps.store.caches.create(record)) ? record : null;
  });
  if (saved !== null) await evictCaches(deps, repositoryId);
  return { saved: saved !== null };
}

/** Deletes the caches of a repository that were not used for long, then the least recently used until the rest fits. */
export async function evictCaches(
  deps: Pick<ServerDeps, 'store' | 'blobs' | 'config' | 'clock'>,
  repositoryId: string,
): Promise<void> {
  const { limits, retention } = deps.config;
  const usedBefore = deps.clock.now() - retention.cacheDays * day;
  const evicted = await deps.store.caches.evict(repositoryId, { maxBytes: limits.repositoryCacheBytes, usedBefore });
  if (evicted.length > 0) await deleteGarbage(deps);
}
