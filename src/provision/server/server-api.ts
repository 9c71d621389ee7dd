import { type Client, createClient } from '../../client/client.ts';
import type { ComponentContext } from '../context.ts';
import { withPortForward } from '../port-forward.ts';
import { secretValue } from '../secrets/stored-secret.ts';

/** Where the server is, as infra/server/chart deploys it. */
export const serverPlace = { namespace: 'raibid-server', target: 'service/raibid-server', port: 8420 } as const;

/** The server's API with the admin token of its Secret, while `use` runs. */
export async function withServer<Result>(
  context: Pick<ComponentContext, 'cluster' | 'signal' | 'env'>,
  use: (client: Client) => Promise<Result>,
): Promise<Result> {
  const token = await secretValue(context, serverPlace.namespace, 'raibid-server-keys', 'admin-token');
  return withPortForward(context, serverPlace, ({ host, port }) =>
    use(createClient({ url: `http://${host}:${port}`, token: token.trim() })),
  );
}
