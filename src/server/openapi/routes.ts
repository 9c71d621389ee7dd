import type { FastifyInstance } from 'fastify';
import { platformRoutes } from '../../contract/api/platform.ts';
import type { ServerDeps } from '../deps.ts';
import { registerRoute } from '../register-route.ts';
import { openApiDocument } from './document.ts';

/** `/api/v1/openapi.json`; made at the first request and kept, as anybody may ask for it. */
export function openApiApi(app: FastifyInstance, deps: ServerDeps): void {
  let document: Record<string, unknown> | null = null;
  registerRoute(app, platformRoutes.openapi, async () => {
    document ??= openApiDocument(deps.baseUrl());
    return document;
  });
}
