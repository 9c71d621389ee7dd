import type { FastifyInstance, FastifyReply } from 'fastify';
import { platformRoutes } from '../../contract/api/platform.ts';
import { hashToken, newToken } from '../../shared/ids.ts';
import type { ServerDeps } from '../deps.ts';
import { sessionCookie } from '../identity/credentials.ts';
import { userOf } from '../identity/principal.ts';
import { refuseOtherSites } from '../identity/same-origin.ts';
import { registerRoute } from '../register-route.ts';

const sessionDays = 30;
const sessionSeconds = sessionDays * 24 * 60 * 60;

/** The dashboard's login: the admin token is exchanged for a cookie that scripts of a page cannot read. */
export function sessionApi(app: FastifyInstance, deps: ServerDeps): void {
  registerRoute(app, platformRoutes.login, async ({ body, request, reply }) => {
    // A page of another site must not log its visitor in as somebody else; programs name no site.
    if (request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined)
      refuseOtherSites(request);
    const { token: given } = userOf(await app.authenticator.check(body.token, request, reply, ['user']));
    const token = newToken('session');
    const createdAt = deps.clock.now();
    await deps.store.tokens.create({
      hash: hashToken(token),
      kind: 'session',
      name: given.name,
      createdAt,
      expiresAt: createdAt + sessionSeconds * 1000,
      grantedBy: given.grantedBy ?? given.hash,
    });
    setSession(deps, reply, token, sessionSeconds);
    return {};
  });

  registerRoute(app, platformRoutes.logout, async ({ principal, reply }) => {
    const { token } = userOf(principal);
    if (token.kind === 'session') await deps.store.tokens.delete(token.hash);
    setSession(deps, reply, '', 0);
    return {};
  });
}

function setSession(deps: ServerDeps, reply: FastifyReply, value: string, maxAge: number): void {
  const secure = deps.baseUrl().startsWith('https:');
  reply.setCookie(sessionCookie, value, { httpOnly: true, sameSite: 'strict', secure, path: '/', maxAge });
}
