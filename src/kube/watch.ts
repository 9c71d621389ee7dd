import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { isRaibidError } from '../shared/errors.ts';
import { refusal } from './errors.ts';
import type { KubeRequestOptions } from './send.ts';

const objectSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string().exactOptional(), resourceVersion: z.string().exactOptional() }),
});
const eventSchema = z.object({
  type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']),
  object: z.unknown(),
});
const errorObjectSchema = z.object({ code: z.number().default(500) });

/** A change of one object. */
export interface KubeWatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: z.infer<typeof objectSchema>;
}

export interface KubeWatchOptions {
  query?: NonNullable<KubeRequestOptions['query']>;
  /** Ends the iteration without an error. */
  signal: AbortSignal;
}

/** A cut-off watch is taken up again after this long, in milliseconds. */
const retryAfter = 1000;
/** The server ends each request after this many seconds; one that is silent for longer hangs on a dead connection. */
const longest = 300;

/**
 * Changes below a path. A connection that ends (the API server ends each after some minutes) or breaks is taken up where
 * it was left. When the server has forgotten that point (`410 Gone`) the iteration throws `cluster_refused` with status
 * 410: the caller must list again, since changes are missing.
 */
export async function* watchPath(
  stream: (path: string, options: KubeRequestOptions) => Promise<Readable>,
  path: string,
  { query = {}, signal }: KubeWatchOptions,
): AsyncGenerator<KubeWatchEvent, void> {
  let resourceVersion = query.resourceVersion;
  while (!signal.aborted) {
    try {
      const watching = { ...query, resourceVersion, watch: 1, allowWatchBookmarks: true, timeoutSeconds: longest };
      const body = await stream(path, { query: watching, signal, timeoutMilliseconds: (longest + 30) * 1000 });
      for await (const { type, object } of eventsOf(body, path)) {
        resourceVersion = object.metadata.resourceVersion ?? resourceVersion;
        if (type !== 'BOOKMARK') yield { type, object };
      }
    } catch (error) {
      if (signal.aborted) return;
      if (isRaibidError(error) && error.code !== 'unreachable') throw error;
    }
    await delay(retryAfter, undefined, { signal }).catch(() => undefined);
  }
}

async function* eventsOf(body: Readable, path: string) {
  for await (const line of linesOf(body)) {
    const { type, object } = eventSchema.parse(JSON.parse(line));
    if (type === 'ERROR')
      throw refusal(errorObjectSchema.parse(object).code, `GET ${path} (watch)`, JSON.stringify(object));
    yield { type, object: objectSchema.parse(object) };
  }
}

/** Whole lines of a stream; an error of the stream ends the iteration with it, which `node:readline` does not do. */
async function* linesOf(body: Readable): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
}
