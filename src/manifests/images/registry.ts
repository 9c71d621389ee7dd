import { createHash } from 'node:crypto';
import { RaibidError } from '../../shared/errors.ts';
import type { ImageReference } from './image-reference.ts';

export interface RegistryOptions {
  /** Registries that are asked by plain http; those on this machine always are. */
  insecure: readonly string[];
  /** `user:password` by registry, as `docker login` keeps them. */
  credentials: ReadonlyMap<string, string>;
  signal?: AbortSignal;
}

const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** A manifest is a few kB; nothing larger is read. */
const maxManifest = 4 * 1024 * 1024;
const timeout = 30_000;

/**
 * Asks the image's registry (OCI distribution API) which digest its tag has now. The digest is computed from the manifest
 * that was read, and must be the one that the registry names. Throws `unreachable`, `not_found`, `unauthorized`.
 */
export async function readDigest(image: ImageReference, options: RegistryOptions): Promise<string> {
  const host = image.registry === 'docker.io' ? 'registry-1.docker.io' : image.registry;
  const scheme = options.insecure.includes(image.registry) || isLocal(host) ? 'http' : 'https';
  const url = `${scheme}://${host}/v2/${image.repository}/manifests/${image.digest ?? image.tag}`;
  const first = await ask(url, undefined, options);
  const response = first.status === 401 ? await ask(url, await authorize(first, image, options), options) : first;
  if (response.status === 404)
    throw new RaibidError('not_found', `the registry ${image.registry} has no image ${image.text}`);
  if (response.status === 401 || response.status === 403) {
    throw new RaibidError('unauthorized', `the registry ${image.registry} does not show ${image.text}`, {
      hint: 'Log in with `docker login`, or check the name.',
    });
  }
  if (!response.ok) throw unreachable(image.registry, `it answers ${response.status}`);
  return digestOf(image, response);
}

async function digestOf(image: ImageReference, response: Response): Promise<string> {
  const body = new Uint8Array(await response.arrayBuffer());
  if (body.length > maxManifest) throw unreachable(image.registry, 'its manifest is too large');
  const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
  const named = response.headers.get('docker-content-digest');
  if (named !== null && named !== digest)
    throw unreachable(image.registry, `it sent another manifest than it names (${named})`);
  return digest;
}

async function ask(url: string, authorization: string | undefined, { signal }: RegistryOptions): Promise<Response> {
  const headers = { accept: manifestTypes, ...(authorization === undefined ? {} : { authorization }) };
  const signals = [AbortSignal.timeout(timeout), ...(signal ? [signal] : [])];
  try {
    return await fetch(url, { headers, signal: AbortSignal.any(signals) });
  } catch (error) {
    throw unreachable(new URL(url).host, error instanceof Error ? String(error.cause ?? error.message) : '', error);
  }
}

/** The token that the registry's challenge asks for; without credentials an anonymous one. */
async function authorize(response: Response, image: ImageReference, options: RegistryOptions): Promise<string> {
  const challenge = response.headers.get('www-authenticate') ?? '';
  const credentials = options.credentials.get(image.registry);
  const basic = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
  if (/^basic/i.test(challenge)) return basic ?? '';
  const parameter = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1];
  const realm = parameter('realm');
  if (realm === undefined || !URL.canParse(realm)) throw unreachable(image.registry, 'its login is of an unknown kind');
  const url = new URL(realm);
  url.searchParams.set('service', parameter('service') ?? '');
  url.searchParams.set('scope', parameter('scope') ?? `repository:${image.repository}:pull`);
  const answer = await ask(url.href, basic, options);
  if (!answer.ok) throw unreachable(image.registry, `its login answers ${answer.status}`);
  const { token, access_token: access } = (await answer.json()) as { token?: string; access_token?: string };
  return `Bearer ${token ?? access ?? ''}`;
}

/** True for registries on this machine, which are asked by plain http. */
export function isLocal(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);
}

function unreachable(registry: string, why: string, cause?: unknown): RaibidError {
  return new RaibidError('unreachable', `the registry ${registry} cannot be asked: ${why}`, { cause });
}
