import type { FastifyInstance } from 'fastify';
import { agentRoutes } from '../../contract/api/agent.ts';
import { platformRoutes } from '../../contract/api/platform.ts';
import { runRoutes } from '../../contract/api/runs.ts';
import type { ServerDeps } from '../deps.ts';
import { registerRoute } from '../register-route.ts';
import type { Collectors } from './collectors.ts';
import { measureDisks } from './measure-disks.ts';
import { readStore } from './read-store.ts';

/** Requests that are meant to last: their times would say nothing. */
const longRequests = new Set([agentRoutes.claim.path, runRoutes.logStream.path, runRoutes.events.path]);

/** `/metrics` for Prometheus, and the measuring of every request. */
export function metricsApi(app: FastifyInstance, deps: ServerDeps, collectors: Collectors): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    if (longRequests.has(route)) return;
    collectors.requests.observe(
      { method: request.method, route, status: reply.raw.statusCode },
      reply.elapsedTime / 1000,
    );
  });
  registerRoute(app, platformRoutes.metrics, async ({ reply }) => {
    await readStore(deps, collectors);
    await measureDisks(deps.config, collectors);
    return reply.type(collectors.registry.contentType).send(await collectors.registry.metrics());
  });
}
