import type { FastifyInstance } from 'fastify';

/** One line a request at `debug`, by route instead of address: what people typed and whom they are stays out of the log. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    const milliseconds = Math.round(reply.elapsedTime);
    request.log.debug({ method, route: routeOptions.url, status: reply.raw.statusCode, milliseconds }, 'request');
  });
}
