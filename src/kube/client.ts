import type { Readable } from 'node:stream';
import type { KubeConnection } from './connection.ts';
import { unreachable } from './errors.ts';
import { createSend, type KubeMethod, type KubeRequestOptions, textOf } from './send.ts';
import { type KubeWatchEvent, type KubeWatchOptions, watchPath } from './watch.ts';

/**
 * A cluster's API, path by path. What comes back is unknown: the caller checks it with zod. Refusals are `RaibidError`s:
 * `not_found` (404), `already_exists`, `conflict` (409) and otherwise `cluster_refused`, each with
 * `details: { status, reason, causes }`; a cluster that does not answer is `unreachable`.
 */
export interface KubeClient {
  readonly connection: KubeConnection;
  /** The parsed JSON of the answer; its text when it is no JSON (logs, `/readyz`). */
  request(method: KubeMethod, path: string, options?: KubeRequestOptions): Promise<unknown>;
  /** Body of a GET as it comes, such as a log that is followed. Without a time limit unless one is given. */
  stream(path: string, options?: KubeRequestOptions): Promise<Readable>;
  /** Changes below a collection's path, from now or from a resource version on, until the signal is aborted. */
  watch(path: string, options: KubeWatchOptions): AsyncGenerator<KubeWatchEvent, void>;
  /** Ends kept connections. */
  close(): void;
}

/** Nothing is sent before the first call. */
export function createKubeClient(connection: KubeConnection): KubeClient {
  const { send, close } = createSend(connection);
  const stream: KubeClient['stream'] = (path, options) => send('GET', path, { timeoutMilliseconds: 0, ...options });

  async function request(method: KubeMethod, path: string, options: KubeRequestOptions = {}): Promise<unknown> {
    const answer = await send(method, path, options);
    const text = await textOf(answer).catch((error: unknown) => {
      options.signal?.throwIfAborted();
      throw unreachable(connection.server, error);
    });
    return answer.headers['content-type']?.startsWith('application/json') ? JSON.parse(text) : text;
  }

  return { connection, request, stream, watch: (path, options) => watchPath(stream, path, options), close };
}
