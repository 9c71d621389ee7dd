import type { FastifyRequest } from 'fastify';
import { RaibidError } from '../../shared/errors.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a change that another site's page asks for with the user's cookie. Browsers name the asking site in
 * `Sec-Fetch-Site` (all since 2023) or `Origin`; a cookie that comes with neither is refused too. The cookie is
 * `SameSite=Strict` besides: this is the second lock.
 */
export function refuseOtherSites(request: FastifyRequest): void {
  if (safeMethods.has(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin') return;
  if (site === undefined && isOwnOrigin(request)) return;
  throw new RaibidError('forbidden', 'A change with a session cookie must come from the dashboard itself.', {
    hint: 'Open the dashboard at its own address, or call the API with a token.',
  });
}

function isOwnOrigin(request: FastifyRequest): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined || host === undefined) return false;
  return URL.canParse(origin) && new URL(origin).host === host;
}
