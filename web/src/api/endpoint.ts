import type { z } from 'zod';
import type { Route } from '../../../src/contract/api/route.ts';

/**
 * One operation of the HTTP API without its schemas: the contract's types are checked here, its zod code stays on the
 * server. `endpoints.test.ts` holds method and path against the contract.
 */
export interface Endpoint<R extends Route = Route> {
  method: R['method'];
  path: string;
  /** Never set: carries the route's type. */
  route?: R;
}

export type AnswerOf<R> = R extends Route<z.ZodType, z.ZodType, z.ZodType, infer A> ? z.infer<A> : never;
export type BodyOf<R> = R extends Route<z.ZodType, z.ZodType, infer B, z.ZodType> ? z.input<B> : never;

export interface CallInput<R> {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: BodyOf<R>;
}

/** The address of a call: `:name` filled in, the query behind. */
export function addressOf(
  path: string,
  input: { params?: Record<string, string>; query?: Record<string, string> },
): string {
  const filled = path.replace(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(input.params?.[name] ?? ''));
  const query = new URLSearchParams(input.query);
  return query.size === 0 ? filled : `${filled}?${query}`;
}
