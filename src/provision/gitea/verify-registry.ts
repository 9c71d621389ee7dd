import { z } from 'zod';
import { digestOf } from '../../manifests/images/archive/write-image-archive.ts';
import { notVerified } from '../failure.ts';
import type { GiteaApi } from './gitea-api.ts';

const tokenSchema = z.object({ token: z.string() });
const manifestType = 'application/vnd.oci.image.manifest.v1+json';

interface RegistryTest {
  /** Name under which the registry answers: it refuses any other. */
  host: string;
  name: string;
  signal: AbortSignal;
}

/**
 * Pushes a small image by the OCI distribution protocol, with a token as container runtimes fetch it, and pulls it again.
 * Answers its digest.
 */
export async function verifyRegistry(gitea: GiteaApi, { host, name, signal }: RegistryTest): Promise<string> {
  const repository = `${gitea.username}/${name}`;
  const login = Buffer.from(`${gitea.username}:${gitea.password}`).toString('base64');
  const ask = async (method: string, path: string, headers: Record<string, string>, body?: string) => {
    const answer = await fetch(new URL(path, gitea.url), {
      method,
      signal,
      headers: { ...headers, 'x-forwarded-host': host, 'x-forwarded-proto': 'https' },
      ...(body === undefined ? {} : { body }),
    });
    if (answer.ok) return answer;
    throw notVerified(
      `Gitea's registry refused ${method} ${path}: HTTP status ${answer.status} ${await answer.text()}`,
    );
  };
  const scope = encodeURIComponent(`repository:${repository}:pull,push`);
  const answer = await ask('GET', `/v2/token?service=container_registry&scope=${scope}`, {
    authorization: `Basic ${login}`,
  });
  const { token } = tokenSchema.parse(await answer.json());
  const authorization = `Bearer ${token}`;

  const config = JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [] } });
  const upload = await ask('POST', `/v2/${repository}/blobs/uploads/`, { authorization });
  // The address names the registry's public host, which need not resolve here.
  const { pathname } = new URL(upload.headers.get('location') ?? '', gitea.url);
  await ask(
    'PUT',
    `${pathname}?digest=${digestOf(config)}`,
    { authorization, 'content-type': 'application/octet-stream' },
    config,
  );
  const manifest = manifestOf(config);
  await ask('PUT', `/v2/${repository}/manifests/setup`, { authorization, 'content-type': manifestType }, manifest);

  const pulled = await ask('GET', `/v2/${repository}/manifests/setup`, { authorization, accept: manifestType });
  const blob = await ask('GET', `/v2/${repository}/blobs/${digestOf(config)}`, { authorization });
  if ((await pulled.text()) !== manifest || (await blob.text()) !== config)
    throw notVerified("Gitea's registry gave back another image than was pushed");
  return digestOf(manifest);
}

function manifestOf(config: string): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digestOf(config), size: config.length },
    layers: [],
  });
}
