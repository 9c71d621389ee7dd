import type { FastifyInstance } from 'fastify';

/**
 * The dashboard loads only its own files and talks only to its own server; nobody may frame it. Styles set by script
 * through the DOM need no exception; there is none for inline styles or scripts.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const headers = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** One year, as browsers' preload lists ask for at least. */
const strictTransport = 'max-age=31536000';

/** Sets the headers that tell browsers what not to do. `https`: the server is reached by HTTPS only. */
export function addSecurityHeaders(app: FastifyInstance, https: boolean): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    if (https) reply.header('strict-transport-security', strictTransport);
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    reply.header('x-request-id', request.id);
  });
}
