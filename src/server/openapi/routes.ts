import type { FastifyInstance } from 'fastify';
import { platformRoutes } from '../../contract/api/platform.ts';
import type { ServerDeps } from '../deps.ts';
import { registerRoute } from '../register-route.ts';
import { openApiDocument } from './document.ts';

/** `/api/v1/openapi.json`. */
export function openApiApi(app: FastifyInstance, deps: ServerDeps): void {
  registerRoute(app, platformRoutes.openapi, async () => openApiDocument(deps.baseUrl()));
}
