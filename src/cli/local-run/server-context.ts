import type { JsonObject } from '../../shared/json.ts';

/** GitHub's own addresses; those of another host are made as Gitea makes them. */
const gitHub: JsonObject = {
  server_url: 'https://github.com',
  api_url: 'https://api.github.com',
  graphql_url: 'https://api.github.com/graphql',
};

/**
 * The addresses in the `github` context, from the host of `origin`: what asks for a release or a pull request finds it
 * there. Nothing where the host is not known.
 */
export function serverContext(server: string | null): JsonObject {
  if (server === null) return {};
  return server === gitHub.server_url ? gitHub : { server_url: server, api_url: `${server}/api/v1` };
}
