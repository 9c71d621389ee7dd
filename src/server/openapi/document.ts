import type { Route } from '../../contract/api/route.ts';
import { routes } from '../../contract/api/routes.ts';
import { errorBodySchema } from '../../contract/views.ts';
import { packageVersion } from '../../shared/package-version.ts';
import { operation } from './operation.ts';
import { createSchemaWriter, type SchemaWriter } from './shared-schemas.ts';

/** The API as an OpenAPI 3.1 document, made from the contract's route objects. */
export function openApiDocument(serverUrl: string): Record<string, unknown> {
  const schemas = createSchemaWriter();
  return {
    openapi: '3.1.0',
    info: {
      title: 'raibid-ci',
      version: packageVersion(),
      description: 'Repositories, runs, jobs, logs, artifacts and agents of a private CI. See docs/api.md.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: serverUrl }],
    tags: Object.keys(routes).map((name) => ({ name })),
    paths: paths(schemas),
    components: {
      schemas: { Error: schemas.write(errorBodySchema, 'output', 'Error'), ...schemas.shared },
      securitySchemes,
    },
  };
}

const securitySchemes = {
  userToken: { type: 'http', scheme: 'bearer', description: 'The admin token (`admin-token` in the data folder).' },
  session: { type: 'apiKey', in: 'cookie', name: 'raibid_session', description: 'Made by POST /api/v1/session.' },
  agentToken: { type: 'http', scheme: 'bearer', description: 'Token of an agent.' },
  leaseToken: { type: 'http', scheme: 'bearer', description: 'Token of one attempt, from the claim.' },
  jobToken: { type: 'http', scheme: 'bearer', description: 'GITHUB_TOKEN of a running job.' },
};

function paths(schemas: SchemaWriter): Record<string, Record<string, unknown>> {
  const found: Record<string, Record<string, unknown>> = {};
  for (const [tag, group] of Object.entries(routes)) {
    for (const [name, route] of Object.entries<Route>(group)) {
      const path = route.path.replace(/:(\w+)/g, '{$1}');
      const methods = found[path] ?? {};
      methods[route.method.toLowerCase()] = operation(`${tag}.${name}`, route, schemas);
      found[path] = methods;
    }
  }
  return found;
}
