import type { z } from 'zod';

/**
 * Who may call a route. `user`: the admin token or a session cookie; `agent`: an agent's own token; `lease`: the token
 * of one attempt; `job`: the job token (`GITHUB_TOKEN`); `none`: anyone who reaches the port.
 */
export type RouteAuth = 'none' | 'user' | 'agent' | 'lease' | 'job';

/** One HTTP operation. Server, client and the OpenAPI document are made from the same object. */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `:name` parameters, as fastify writes them. */
  path: string;
  summary: string;
  auth: RouteAuth;
  params?: Params;
  query?: Query;
  body?: Body;
  answer: Answer;
  /** The answer is not JSON: a byte stream, or server-sent events. */
  stream?: 'bytes' | 'events';
  /** The request body is a byte stream. */
  upload?: boolean;
}

/** Keeps the literal types of a route's schemas. */
export function route<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  definition: Route<P, Q, B, A>,
): Route<P, Q, B, A> {
  return definition;
}
