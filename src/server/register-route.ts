import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { z } from 'zod';
import type { Route } from '../contract/api/route.ts';
import { RaibidError } from '../shared/errors.ts';
import type { Principal } from './deps.ts';

/** What a handler gets: everything checked, and the caller known. */
export interface RouteCall<Params, Query, Body> {
  params: Params;
  query: Query;
  /** The parsed JSON; for an `upload` route the bytes come from `request.raw`. */
  body: Body;
  principal: Principal;
  request: FastifyRequest;
  reply: FastifyReply;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Answers are held against the route's schema too: on in tests and development, as it costs time. */
    checkAnswers: boolean;
  }
}

/**
 * Puts one route of the contract into the app. The caller is authenticated before the body is read; then params, query
 * and body are parsed by the route's schemas (`input_invalid` names the field). What the handler returns is the answer;
 * a `stream` route returns a stream, or answers by itself and returns the reply.
 */
export function registerRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  app: FastifyInstance,
  route: Route<P, Q, B, A>,
  handler: (call: RouteCall<z.output<P>, z.output<Q>, z.output<B>>) => Promise<z.output<A>>,
): void {
  const principals = new WeakMap<FastifyRequest, Principal>();
  app.register(async (scope) => {
    if (route.upload === true) acceptBytes(scope);
    scope.route({
      method: route.method satisfies HTTPMethods,
      url: route.path,
      exposeHeadRoute: false,
      onRequest: async (request, reply) => {
        principals.set(request, await scope.authenticator.authenticate(request, reply, [route.auth]));
      },
      handler: async (request, reply) => {
        const answer = await handler({
          params: parsePart(route.params, request.params, 'params'),
          query: parsePart(route.query, request.query, 'query'),
          body: parsePart(route.body, request.body ?? {}, 'body'),
          principal: principals.get(request) ?? { kind: 'none' },
          request,
          reply,
        });
        if (scope.checkAnswers && route.stream === undefined) checkAnswer(route, answer);
        return answer;
      },
    });
  });
}

/** The body of an upload is left alone: the handler reads it from `request.raw` at its own pace. */
function acceptBytes(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
}

function parsePart<S extends z.ZodType>(schema: S | undefined, value: unknown, part: string): z.output<S> {
  // A route without a schema has `unknown` there, and gets nothing to look at.
  if (schema === undefined) return undefined as z.output<S>;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw inputError(parsed.error, part);
}

function inputError(error: z.ZodError, part: string): RaibidError {
  const problems = error.issues.map((issue) => ({
    path: [part, ...issue.path.map(String)].join('.'),
    message: issue.message,
  }));
  const text = problems.map((problem) => `${problem.path}: ${problem.message}`).join('; ');
  return new RaibidError('input_invalid', text, { details: { problems } });
}

function checkAnswer(route: Route, answer: unknown): void {
  const parsed = route.answer.safeParse(answer);
  if (parsed.success) return;
  throw new RaibidError('internal', `The answer of ${route.method} ${route.path} breaks its own schema.`, {
    cause: parsed.error,
  });
}
