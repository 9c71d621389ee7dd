import { type Client, createClient } from '../../../src/client/client.ts';
import { runRoutes } from '../../../src/contract/api/runs.ts';
import type { RunView } from '../../../src/contract/views.ts';
import { basicLogin } from '../../../src/manifests/images/registry-login.ts';
import { randomId } from '../../../src/shared/ids.ts';
import { type GiteaAccess, type GiteaWorld, openGiteaWorld } from '../../support/gitea-world.ts';
import { until } from '../../support/until.ts';
import { secretValues } from './secret-values.ts';

/** Where the components answer inside of the bed's network. */
export const giteaHost = 'gitea.raibid-gitea.svc.cluster.local:3000';
const serverUrl = 'http://raibid-server.raibid-server.svc.cluster.local:8420';

/** The server of the bed, as its administrator. */
export async function bedClient(): Promise<Client> {
  const { RAIBID_SERVER: url, RAIBID_TOKEN: token } = await bedLogin();
  return createClient({ url, token });
}

/** The environment in which `raibid-cli` works with that server as its administrator. */
export async function bedLogin(): Promise<{ RAIBID_SERVER: string; RAIBID_TOKEN: string }> {
  const { 'admin-token': token = '' } = await secretValues('server', 'raibid-server-keys');
  return { RAIBID_SERVER: serverUrl, RAIBID_TOKEN: token };
}

/** The Gitea of the bed, with an access token of its administrator. */
export async function bedGitea(): Promise<GiteaWorld<GiteaAccess>> {
  const { username = '', password = '' } = await secretValues('gitea', 'gitea-admin');
  const url = `http://${giteaHost}`;
  const answer = await fetch(`${url}/api/v1/users/${username}/tokens`, {
    method: 'POST',
    headers: { authorization: basicLogin(`${username}:${password}`), 'content-type': 'application/json' },
    body: JSON.stringify({ name: `tests-${randomId()}`, scopes: ['all'] }),
  });
  if (!answer.ok) throw new Error(`Gitea makes no token: ${answer.status} ${await answer.text()}`);
  const { sha1: token } = (await answer.json()) as { sha1: string };
  return openGiteaWorld({ url, token, admin: { name: username, password } }, async () => undefined);
}

/** The run once it is completed: pods take their time on a busy machine. */
export async function completed(client: Client, runId: string): Promise<RunView> {
  return until(
    `run ${runId} is completed`,
    async () => {
      const run = await client.call(runRoutes.get, { params: { runId } });
      return run.status === 'completed' ? run : false;
    },
    200,
  );
}
