import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '../../../src/client/client.ts';
import { type GiteaAccess, type GiteaWorld, openGiteaWorld } from '../../support/gitea-world.ts';
import { get } from '../support/cluster.ts';

/** The platform in the cluster, as people use it. */
export interface ClusterPlatform {
  client: Client;
  forge: GiteaWorld<GiteaAccess>;
  /** What `raibid-cli` reads from the environment of a person who works with this server. */
  environment: Record<string, string>;
  close(): Promise<void>;
}

/** Connects to server and Gitea with the credentials that setup made. */
export async function openPlatform(): Promise<ClusterPlatform> {
  const { username = '', password = '' } = await secretOf('raibid-gitea', 'gitea-admin');
  const { 'admin-token': token = '' } = await secretOf('raibid-server', 'raibid-server-keys');
  const [gitea, server] = [await addressOf('raibid-gitea', 'gitea'), await addressOf('raibid-server', 'raibid-server')];
  const folder = await mkdtemp(join(tmpdir(), 'raibid-path-'));
  const tokenFile = join(folder, 'token');
  await writeFile(tokenFile, token, { mode: 0o600 });
  const admin = { name: username, password };
  const forge = await openGiteaWorld({ url: gitea, token: await accessToken(gitea, admin), admin }, async () => {
    await rm(folder, { recursive: true, force: true });
  });
  return {
    client: createClient({ url: server, token }),
    forge,
    environment: { RAIBID_SERVER: server, RAIBID_TOKEN_FILE: tokenFile },
    close: () => forge.remove(),
  };
}

/** The values of a Secret, as texts. */
export async function secretOf(namespace: string, name: string): Promise<Record<string, string>> {
  const { data } = await get<{ data: Record<string, string> }>('secret', name, '--namespace', namespace);
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}

async function addressOf(namespace: string, name: string): Promise<string> {
  const service = await get<{ spec: { clusterIP: string; ports: [{ port: number }] } }>(
    'service',
    name,
    '--namespace',
    namespace,
  );
  return `http://${service.spec.clusterIP}:${service.spec.ports[0].port}`;
}

async function accessToken(url: string, { name, password }: GiteaAccess['admin']): Promise<string> {
  const response = await fetch(`${url}/api/v1/users/${name}/tokens`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ name: 'person', scopes: ['all'] }),
  });
  if (!response.ok) throw new Error(`Gitea gives no token: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { sha1: string }).sha1;
}
