import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { RaibidError } from '../../shared/errors.ts';
import type { Target } from './allowed-target.ts';

export interface CheckedRequest {
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
  /** Ends it before its time. */
  signal?: AbortSignal | undefined;
}

export interface CheckedAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** The first bytes of the body. */
  text: string;
}

/** Longer answers are cut: nothing of them is needed but the kind of failure. */
const maxText = 4096;
const timeoutMilliseconds = 20_000;

/**
 * One HTTP exchange with a checked target: it connects to the checked addresses whatever the name means by now, and
 * follows no redirect. Rejects with `unreachable`.
 */
export function checkedRequest({ url, addresses }: Target, call: CheckedRequest): Promise<CheckedAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<CheckedAnswer>();
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const pinned: LookupFunction = (_host, options, done) => {
    const [first] = addresses;
    if (options.all === true) done(null, addresses);
    else done(null, first?.address ?? '', first?.family);
  };
  const headers = { 'user-agent': 'raibid-ci', ...call.headers };
  const timeout = AbortSignal.timeout(timeoutMilliseconds);
  const signal = call.signal === undefined ? timeout : AbortSignal.any([timeout, call.signal]);
  const request = send(url, { method: call.method, headers, lookup: pinned, agent: false, signal });
  request.on('error', (cause) => reject(unreachable(url, cause)));
  request.on('response', (response) => {
    readStart(response).then(
      (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      (cause) => reject(unreachable(url, cause)),
    );
  });
  request.end(call.body);
  return promise;
}

async function readStart(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) {
    text += String(chunk);
    if (text.length >= maxText) break;
  }
  return text.slice(0, maxText);
}

function unreachable(url: URL, cause: unknown): RaibidError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new RaibidError('unreachable', `${url.origin} does not answer: ${reason}`, { cause });
}
