import { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Route } from '../contract/api/route.ts';
import { RaibidError } from '../shared/errors.ts';
import { unreachable } from './http-error.ts';
import { type CallOptions, type Connection, type RequestParts, send } from './request.ts';

/** What a route takes: the parts that it declares, each as its schema reads it. */
export type RouteInput<R> =
  R extends Route<infer Params, infer Query, infer Body, z.ZodType>
    ? Part<'params', Params> & Part<'query', Query> & Part<'body', Body>
    : never;

/** A schema that a route leaves out is inferred as plain `ZodType`, whose input is `unknown`. */
type Part<Name extends string, Schema extends z.ZodType> =
  unknown extends z.input<Schema>
    ? { [key in Name]?: never }
    : object extends z.input<Schema>
      ? { [key in Name]?: z.input<Schema> }
      : { [key in Name]: z.input<Schema> };

type Arguments<Input> = object extends Input
  ? [input?: Input, options?: CallOptions]
  : [input: Input, options?: CallOptions];

export type Answer<R extends Route> = z.output<R['answer']>;

/** The API as functions. Every failure is a `RaibidError`: the server's own, or `unreachable`. */
export interface Client {
  readonly url: string;
  readonly token: string | undefined;
  /** JSON in, JSON out; the answer is checked against the contract. */
  call<R extends Route>(route: R, ...args: Arguments<RouteInput<R>>): Promise<Answer<R>>;
  /** For routes with `upload`: streams the request body. */
  upload<R extends Route>(
    route: R,
    input: RouteInput<R> & { content: Readable },
    options?: CallOptions,
  ): Promise<Answer<R>>;
  /** For routes with `stream`: the answer's bytes. */
  download<R extends Route>(route: R, ...args: Arguments<RouteInput<R>>): Promise<Readable>;
}

export function createClient(connection: { url: string; token?: string | undefined }): Client {
  const target: Connection = { url: connection.url.replace(/\/+$/, ''), token: connection.token };
  return {
    url: target.url,
    token: target.token,
    call: (route, ...[input, options]) => callJson(target, route, { ...input }, options),
    upload: (route, input, options) => callJson(target, route, input, options),
    download: (route, ...[input, options]) => download(target, route, { ...input }, options),
  };
}

async function callJson<R extends Route>(
  target: Connection,
  route: R,
  parts: RequestParts,
  options: CallOptions = {},
): Promise<Answer<R>> {
  const response = await send(target, route, parts, options);
  const answer = route.answer.safeParse(await readBody(target, response, options));
  if (answer.success) return answer.data as Answer<R>;
  throw new RaibidError('internal', `${target.url} answered ${route.path} in a form this version does not know`, {
    hint: 'Use the same version of raibid-ci on both sides.',
    cause: answer.error,
  });
}

async function readBody(target: Connection, response: Response, options: CallOptions): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    options.signal?.throwIfAborted();
    throw unreachable(target.url, error);
  }
}

async function download(
  target: Connection,
  route: Route,
  parts: RequestParts,
  options: CallOptions = {},
): Promise<Readable> {
  const response = await send(target, route, parts, options);
  return response.body === null ? Readable.from([]) : Readable.fromWeb(response.body);
}
