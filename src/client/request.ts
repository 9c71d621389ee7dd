import { Readable } from 'node:stream';
import type { Route } from '../contract/api/route.ts';
import { errorFromResponse, unreachable } from './http-error.ts';

/** One request as it goes out; `params`, `query` and `body` are checked by the server. */
export interface RequestParts {
  params?: unknown;
  query?: unknown;
  body?: unknown;
  content?: Readable;
}

export interface Connection {
  url: string;
  token: string | undefined;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** Until the answer's head is there; for JSON answers until the end. 0: no limit. */
  timeoutMilliseconds?: number;
  headers?: Record<string, string>;
}

const defaultTimeout = 30_000;

/**
 * Sends a request and gives the answer once its head is there.
 * @throws the server's own error; `unreachable` when no answer comes; the signal's reason when the caller aborts.
 */
export async function send(
  connection: Connection,
  route: Route,
  parts: RequestParts,
  options: CallOptions,
): Promise<Response> {
  const response = await fetchAnswer(connection, route, parts, options);
  if (!response.ok) throw await errorFromResponse(response, connection.url);
  return response;
}

async function fetchAnswer(
  connection: Connection,
  route: Route,
  parts: RequestParts,
  options: CallOptions,
): Promise<Response> {
  const headers: Record<string, string> = { ...options.headers };
  if (connection.token !== undefined) headers.authorization = `Bearer ${connection.token}`;
  try {
    return await fetch(addressOf(connection.url, route, parts), {
      method: route.method,
      headers,
      signal: signalOf(route, options),
      redirect: 'error',
      ...bodyOf(parts, headers),
    });
  } catch (error) {
    options.signal?.throwIfAborted();
    throw unreachable(connection.url, error);
  }
}

/** Streams may last: only what answers with JSON has a limit by itself. */
function signalOf(route: Route, options: CallOptions): AbortSignal {
  const streaming = route.stream !== undefined || route.upload === true;
  const timeout = options.timeoutMilliseconds ?? (streaming ? 0 : defaultTimeout);
  const signals = options.signal === undefined ? [] : [options.signal];
  if (timeout > 0) signals.push(AbortSignal.timeout(timeout));
  return AbortSignal.any(signals);
}

function bodyOf(parts: RequestParts, headers: Record<string, string>): RequestInit {
  if (parts.content !== undefined) {
    headers['content-type'] = 'application/octet-stream';
    return { body: Readable.toWeb(parts.content), duplex: 'half' };
  }
  if (parts.body === undefined) return {};
  headers['content-type'] = 'application/json';
  return { body: JSON.stringify(parts.body) };
}

/** The route's path with its `:names` and the query filled in. */
export function addressOf(base: string, route: Route, parts: Pick<RequestParts, 'params' | 'query'>): string {
  const params = { ...(parts.params as Record<string, unknown> | undefined) };
  const path = route.path.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...(parts.query as Record<string, unknown> | undefined) })) {
    if (value !== undefined) query.set(name, String(value));
  }
  return `${base}${path}${query.size > 0 ? `?${query}` : ''}`;
}
