import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RouteAuth } from '../../contract/api/route.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { Principal, ServerDeps } from '../deps.ts';
import { type Credentials, readCredentials, sessionCookie } from './credentials.ts';
import { identify } from './identify.ts';
import { refuseOtherSites } from './same-origin.ts';
import { createWrongTokenLimit } from './wrong-token-limit.ts';

/** Checks the tokens of requests. */
export interface Authenticator {
  /**
   * The caller of a request, by the first of these kinds that its token fits. `unauthorized` without a token or with a
   * wrong one, `too_many_requests` after many wrong ones, `forbidden` for a change another site asked for.
   */
  authenticate(request: FastifyRequest, reply: FastifyReply, kinds: readonly RouteAuth[]): Promise<Principal>;
  /** Finds out who holds this token; throws as `authenticate` does. For the exchange of a token for a session. */
  check(token: string, request: FastifyRequest, reply: FastifyReply, kinds: readonly RouteAuth[]): Promise<Principal>;
}

declare module 'fastify' {
  interface FastifyInstance {
    authenticator: Authenticator;
  }
}

/** Makes the authenticator of one server. */
export function createAuthenticator(deps: Pick<ServerDeps, 'store' | 'clock' | 'pods'>): Authenticator {
  const limit = createWrongTokenLimit(() => deps.clock.monotonic());

  const check: Authenticator['check'] = async (token, request, reply, kinds) => {
    const lookup = { store: deps.store, pods: deps.pods, now: deps.clock.now() };
    for (const kind of kinds) {
      const principal = kind === 'none' ? null : await identify[kind](token, lookup);
      if (principal !== null) return principal;
    }
    const wait = limit.note(request.ip);
    if (wait === null) throw new RaibidError('unauthorized', 'The token is wrong, or its time is over.');
    reply.header('retry-after', wait);
    throw new RaibidError('too_many_requests', `Too many wrong tokens from ${request.ip}; wait ${wait} s.`);
  };

  return {
    check,
    async authenticate(request, reply, kinds) {
      if (kinds.includes('none')) return { kind: 'none' };
      const given = credentialsFor(request, kinds);
      if (given === null) throw new RaibidError('unauthorized', 'The request carries no token.');
      if (given.via === 'cookie') refuseOtherSites(request);
      return check(given.token, request, reply, kinds);
    },
  };
}

/** Cookies stand for people only: no agent or job route takes one. */
function credentialsFor(request: FastifyRequest, kinds: readonly RouteAuth[]): Credentials | null {
  return readCredentials(request.headers, kinds.includes('user') ? request.cookies[sessionCookie] : undefined);
}
