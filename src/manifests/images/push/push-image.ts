import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { RaibidError } from '../../../shared/errors.ts';
import type { ArchivedImage } from '../archive/image-archive.ts';
import { type Descriptor, mediaTypes } from '../archive/oci.ts';
import { digestOf } from '../archive/write-image-archive.ts';
import type { RegistrySession } from './registry-session.ts';

const tries = 3;

export interface PushResult {
  /** Of the manifest or index that the tag names now. */
  digest: string;
  /** False: the registry had it already. */
  changed: boolean;
  /** Bytes that were sent. */
  sent: number;
}

/**
 * Pushes one image, for all platforms that are given, and lets `tag` name it; several platforms become an index. What the
 * registry has is not sent again, so a push that was cut off goes on where it was. Each digest is checked, and the
 * manifest is read back. Throws `unreachable`, `unauthorized`, and `input_invalid` when an archive is damaged.
 */
export async function pushImage(
  session: RegistrySession,
  repository: string,
  tag: string,
  images: readonly ArchivedImage[],
): Promise<PushResult> {
  const document = topDocument(images);
  if ((await digestOfTag(session, repository, tag)) === document.digest)
    return { digest: document.digest, changed: false, sent: 0 };
  let sent = 0;
  for (const image of images) {
    for (const blob of image.blobs) sent += await pushBlob(session, repository, image.archive, blob);
    if (images.length > 1)
      await putManifest(session, repository, image.manifest.digest, image.manifest, image.manifestText);
  }
  await putManifest(session, repository, tag, document, document.text);
  await readBack(session, repository, tag, document.digest);
  return { digest: document.digest, changed: true, sent };
}

/** What the tag is to name: the manifest of the only platform, or an index of all. */
function topDocument(images: readonly ArchivedImage[]): Descriptor & { text: string } {
  const [only, another] = images;
  if (only && !another) return { ...only.manifest, text: only.manifestText };
  const manifests = images
    .map(({ manifest, platform }) => ({ ...manifest, platform }))
    .toSorted((left, right) => (left.platform.architecture < right.platform.architecture ? -1 : 1));
  const text = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests });
  return { mediaType: mediaTypes.index, digest: digestOf(text), size: Buffer.byteLength(text), text };
}

async function digestOfTag(session: RegistrySession, repository: string, tag: string): Promise<string | null> {
  const accept = `${mediaTypes.index}, ${mediaTypes.manifest}`;
  const answer = await session({ method: 'HEAD', at: `${repository}/manifests/${tag}`, headers: { accept } });
  return answer.ok ? answer.headers.get('docker-content-digest') : null;
}

/** Answers the bytes that had to be sent. */
async function pushBlob(
  session: RegistrySession,
  repository: string,
  archive: string,
  { digest, size, offset }: ArchivedImage['blobs'][number],
): Promise<number> {
  const body = (await openAsBlob(archive)).slice(offset, offset + size);
  for (let attempt = 1; ; attempt++) {
    const known = await session({ method: 'HEAD', at: `${repository}/blobs/${digest}` });
    // After a lost answer it may be there: then it was sent all the same.
    if (known.ok) return attempt === 1 ? 0 : size;
    try {
      await checkBlob(body, digest, archive);
      await upload(session, repository, digest, body);
      return size;
    } catch (error) {
      if (attempt === tries || !(error instanceof RaibidError) || error.code !== 'unreachable') throw error;
    }
  }
}

/** One upload. What a lost connection leaves half done at the registry is of no use: the next one starts anew. */
async function upload(session: RegistrySession, repository: string, digest: string, body: Blob): Promise<void> {
  const started = await expectStatus(await session({ method: 'POST', at: `${repository}/blobs/uploads/` }), repository);
  const location = started.headers.get('location');
  if (location === null) throw new RaibidError('unreachable', 'The registry does not say where to send the content.');
  const place = new URL(location, started.url);
  place.searchParams.set('digest', digest);
  const headers = { 'content-type': 'application/octet-stream' };
  await expectStatus(await session({ method: 'PUT', at: place, headers, body, once: true }), repository);
}

/** A damaged archive is found here, not at the registry after minutes of sending. */
async function checkBlob(blob: Blob, digest: string, archive: string): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of blob.stream()) hash.update(chunk);
  if (`sha256:${hash.digest('hex')}` === digest) return;
  throw new RaibidError('input_invalid', `${archive} is damaged: ${digest} has other content.`);
}

async function putManifest(
  session: RegistrySession,
  repository: string,
  reference: string,
  { mediaType, digest }: Descriptor,
  text: string,
): Promise<void> {
  const headers = { 'content-type': mediaType };
  const request = { method: 'PUT', at: `${repository}/manifests/${reference}`, headers, body: text } as const;
  const answer = await expectStatus(await session(request), repository);
  const named = answer.headers.get('docker-content-digest');
  if (named !== null && named !== digest)
    throw new RaibidError('unreachable', `The registry took ${repository}:${reference} as ${named}, not as ${digest}.`);
}

async function readBack(session: RegistrySession, repository: string, tag: string, digest: string): Promise<void> {
  const accept = `${mediaTypes.index}, ${mediaTypes.manifest}`;
  const answer = await session({ method: 'GET', at: `${repository}/manifests/${tag}`, headers: { accept } });
  const found = digestOf(await (await expectStatus(answer, repository)).text());
  if (found !== digest)
    throw new RaibidError('unreachable', `The registry gives ${repository}:${tag} back as ${found}, not as ${digest}.`);
}

async function expectStatus(answer: Response, repository: string): Promise<Response> {
  if (answer.ok) return answer;
  const text = (await answer.text()).slice(0, 300);
  const code = answer.status === 401 || answer.status === 403 ? 'unauthorized' : 'unreachable';
  throw new RaibidError(code, `The registry does not take ${repository}: ${answer.status} ${text}`);
}
