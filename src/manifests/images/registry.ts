import { createHash } from 'node:crypto';
import { RaibidError } from '../../shared/errors.ts';
import { mediaTypes } from './archive/oci.ts';
import type { ImageReference } from './image-reference.ts';
import { registryReader } from './registry-reader.ts';

export interface RegistryOptions {
  /** Registries that are asked by plain http; those on this machine always are. */
  insecure: readonly string[];
  /** `user:password` by registry, as `docker login` keeps them. */
  credentials: ReadonlyMap<string, string>;
  signal?: AbortSignal;
}

const manifestTypes = [
  mediaTypes.index,
  'application/vnd.docker.distribution.manifest.list.v2+json',
  mediaTypes.manifest,
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
  const { insecure, credentials } = options;
  const signals = [AbortSignal.timeout(timeout), ...(options.signal ? [options.signal] : [])];
  const signal = AbortSignal.any(signals);
  const read = registryReader(image.registry, image.repository, { insecure, credentials, signal });
  return digestOf(image, await read(`manifests/${image.digest ?? image.tag}`, manifestTypes));
}

async function digestOf({ registry }: ImageReference, response: Response): Promise<string> {
  const body = new Uint8Array(await response.arrayBuffer());
  if (body.length > maxManifest) throw mistrusted(registry, 'its manifest is too large');
  const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
  const named = response.headers.get('docker-content-digest');
  if (named !== null && named !== digest)
    throw mistrusted(registry, `it sent another manifest than it names (${named})`);
  return digest;
}

function mistrusted(registry: string, why: string): RaibidError {
  return new RaibidError('unreachable', `The registry ${registry} cannot be asked: ${why}`);
}
