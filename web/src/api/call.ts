import type { Route } from '../../../src/contract/api/route.ts';
import { connectionLost, connectionWorks } from '../state/connection.ts';
import { sessionEnded } from '../state/session.ts';
import { type AnswerOf, addressOf, type CallInput, type Endpoint } from './endpoint.ts';
import { problemOf, unreachable } from './problem.ts';

/** Calls the API with the session's cookie. Rejects with a `Problem`; a missing session leads to the login page. */
export async function call<R extends Route>(endpoint: Endpoint<R>, input: CallInput<R> = {}): Promise<AnswerOf<R>> {
  const response = await request(addressOf(endpoint.path, input), {
    method: endpoint.method,
    ...(input.body === undefined
      ? {}
      : { body: JSON.stringify(input.body), headers: { 'content-type': 'application/json' } }),
  });
  return (await response.json()) as AnswerOf<R>;
}

/** A server that has not begun to answer by then counts as away. In milliseconds; a slow forge behind it may take some. */
const patience = 30_000;

/** The bare call, for answers that are streams: these may go on for as long as they like once they have begun. */
export async function request(address: string, init: RequestInit = {}, within = patience): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), within);
  const signal = init.signal ? AbortSignal.any([init.signal, late.signal]) : late.signal;
  const response = await fetch(address, { ...init, signal })
    .catch((error: unknown) => {
      if (init.signal?.aborted) throw error;
      connectionLost();
      throw unreachable();
    })
    .finally(() => clearTimeout(timer));
  if (response.ok) {
    connectionWorks();
    return response;
  }
  const problem = await problemOf(response);
  if (problem.status === 401) sessionEnded();
  if (problem.status === 502 || problem.status === 503) connectionLost();
  throw problem;
}
