import { once } from 'node:events';
import type { FastifyReply } from 'fastify';

/** One server-sent event. `data` becomes JSON. */
export interface ServerEvent {
  event: string;
  data: unknown;
  id?: string;
}

export interface EventStream {
  /** Resolves once the reader has room for more: a slow reader slows its writer, and costs no memory. */
  send(event: ServerEvent): Promise<void>;
  /** Aborted when the reader is gone or the server stops. */
  closed: AbortSignal;
  end(): void;
}

/** Keeps proxies from cutting a quiet stream, and finds readers that are gone. */
const heartbeatMilliseconds = 15_000;
/** How long a browser waits before it connects again. */
const retryMilliseconds = 1_000;

/** Turns the answer into a stream of server-sent events (HTML standard, section 9.2). */
export function openEventStream(reply: FastifyReply, stopping: AbortSignal): EventStream {
  const response = reply.raw;
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) response.setHeader(name, value);
  }
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  response.write(`retry: ${retryMilliseconds}\n\n`);
  const gone = new AbortController();
  const heartbeat = setInterval(() => response.write(': \n\n'), heartbeatMilliseconds);
  response.once('close', () => {
    clearInterval(heartbeat);
    gone.abort();
  });
  // A reader that resets the connection ends its stream; there is nobody left to tell.
  response.on('error', () => {});
  const closed = AbortSignal.any([gone.signal, stopping]);
  return {
    closed,
    async send(event) {
      if (closed.aborted || response.write(formatEvent(event))) return;
      await once(response, 'drain', { signal: closed }).catch(() => {});
    },
    end: () => response.end(),
  };
}

function formatEvent({ event, data, id }: ServerEvent): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
