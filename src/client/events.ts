import { setTimeout as delay } from 'node:timers/promises';
import type { Route } from '../contract/api/route.ts';
import { isRaibidError } from '../shared/errors.ts';
import type { Client, RouteInput } from './client.ts';
import { parseEvents, type ServerEvent } from './event-parser.ts';

export type { ServerEvent } from './event-parser.ts';

export interface EventOptions {
  /** Go on after this event. */
  lastEventId?: string;
  signal?: AbortSignal;
  /** Pause before a new connection, in milliseconds. */
  retryMilliseconds?: number;
  /** Called when the connection was lost and will be tried again. */
  onReconnect?: (error: unknown) => void;
}

/**
 * Reads a stream of server-sent events for as long as the caller iterates. A broken connection is opened again and
 * goes on after the last event that came through; only the first connection's failure, a refusal by the server
 * and the caller's signal end it with an error. The server closing the stream after an `end` event ends it well.
 */
export async function* readEvents<R extends Route>(
  client: Client,
  route: R,
  input: RouteInput<R>,
  options: EventOptions = {},
): AsyncGenerator<ServerEvent> {
  const state = { lastId: options.lastEventId ?? '', connected: false, ended: false };
  while (!state.ended) {
    try {
      yield* readOnce(client, route, input, options, state);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!state.connected || (isRaibidError(error) && error.code !== 'unreachable')) throw error;
      options.onReconnect?.(error);
    }
    if (!state.ended) await delay(options.retryMilliseconds ?? 500, undefined, { signal: options.signal });
  }
}

async function* readOnce<R extends Route>(
  client: Client,
  route: R,
  input: RouteInput<R>,
  options: EventOptions,
  state: { lastId: string; connected: boolean; ended: boolean },
): AsyncGenerator<ServerEvent> {
  const headers: Record<string, string> = { accept: 'text/event-stream' };
  if (state.lastId !== '') headers['last-event-id'] = state.lastId;
  const download: (route: R, input: RouteInput<R>, options: object) => Promise<AsyncIterable<Uint8Array>> =
    client.download;
  const stream = await download(route, input, options.signal ? { headers, signal: options.signal } : { headers });
  state.connected = true;
  for await (const event of parseEvents(stream)) {
    if (event.id !== '') state.lastId = event.id;
    state.ended = event.event === 'end';
    yield event;
    if (state.ended) return;
  }
}
