import { createHash } from 'node:crypto';

const mediaType = 'application/vnd.oci.image.manifest.v1+json';

/** Pushes an image without layers into a registry on loopback; answers its digest, which is another for each name and tag. */
export async function pushEmptyImage(host: string, name: string, tag: string): Promise<string> {
  const content = Buffer.from(JSON.stringify({ config: { Labels: { name, tag } } }));
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', ...(await pushBlob(host, name, content)) };
  const body = JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [] });
  const headers = { 'content-type': mediaType };
  const answer = await fetch(`http://${host}/v2/${name}/manifests/${tag}`, { method: 'PUT', body, headers });
  if (!answer.ok) throw new Error(await answer.text());
  return digestOf(body);
}

async function pushBlob(host: string, name: string, content: Buffer): Promise<{ size: number; digest: string }> {
  const digest = digestOf(content);
  const started = await fetch(`http://${host}/v2/${name}/blobs/uploads/`, { method: 'POST' });
  const place = new URL(started.headers.get('location') ?? '', `http://${host}`);
  place.searchParams.set('digest', digest);
  await fetch(place, { method: 'PUT', body: new Uint8Array(content) });
  return { size: content.length, digest };
}

function digestOf(content: string | Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
