import { once } from 'node:events';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { KubeConnection } from './connection.ts';
import { refusal, unreachable } from './errors.ts';

export type KubeMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface KubeRequestOptions {
  query?: Record<string, string | number | boolean | undefined>;
  /** An object becomes JSON; text and bytes go as they are. */
  body?: unknown;
  /** By default `application/json`. Patches need their own, such as `application/apply-patch+yaml`. */
  contentType?: string;
  signal?: AbortSignal;
  /** By default 30 s. 0: as long as it takes. */
  timeoutMilliseconds?: number;
}

/** Sends one request and gives back the answer once its head is there and is no refusal. */
export type Send = (method: KubeMethod, path: string, options?: KubeRequestOptions) => Promise<IncomingMessage>;

const defaultTimeout = 30_000;

/** The way to one API server, over connections that are kept. Node's own `fetch` takes no authority of ours. */
export function createSend(connection: KubeConnection): { send: Send; close(): void } {
  const { ca, cert, key, servername, insecure } = connection.tls;
  const secure = connection.server.startsWith('https:');
  const agent = secure
    ? new HttpsAgent({ keepAlive: true, ca, cert, key, servername, rejectUnauthorized: insecure !== true })
    : new HttpAgent({ keepAlive: true });

  async function send(method: KubeMethod, path: string, options: KubeRequestOptions = {}): Promise<IncomingMessage> {
    const { body, headers } = encode(options);
    const token = await connection.token();
    const url = new URL(`${connection.server}${path}`);
    for (const [name, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const request = (secure ? httpsRequest : httpRequest)(url, {
      method,
      agent,
      headers: {
        accept: 'application/json',
        ...headers,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const timeout = options.timeoutMilliseconds ?? defaultTimeout;
    request.setTimeout(timeout, () => request.destroy(new Error(`no answer within ${timeout / 1000} s`)));
    // What breaks after the head is told by the answer's own stream.
    request.on('error', () => undefined);
    request.end(body);
    const answer = await headOf(request, connection.server, options.signal);
    const status = answer.statusCode ?? 0;
    if (status < 400) return answer;
    throw refusal(status, `${method} ${path}`, await textOf(answer));
  }

  return { send, close: () => agent.destroy() };
}

function encode({ body, contentType }: KubeRequestOptions): {
  body: string | Uint8Array | undefined;
  headers: Record<string, string>;
} {
  if (body === undefined) return { body: undefined, headers: {} };
  const bytes = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  const length = String(Buffer.byteLength(bytes));
  return { body: bytes, headers: { 'content-type': contentType ?? 'application/json', 'content-length': length } };
}

async function headOf(
  request: ReturnType<typeof httpRequest>,
  server: string,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  try {
    const [answer]: IncomingMessage[] = await once(request, 'response');
    if (answer === undefined) throw new Error('no answer');
    return answer;
  } catch (error) {
    signal?.throwIfAborted();
    throw unreachable(server, error);
  }
}

/** The whole body of an answer as text. */
export async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
