import { gzipSync } from 'node:zlib';
import { tarHeader } from '../archive/tar-writer.ts';
import { digestOf, writeImageArchive } from '../archive/write-image-archive.ts';

/** Writes an image of one file as an archive; answers the digest of its manifest. */
export async function writeSmallImage(
  path: string,
  { name, architecture, text }: { name: string; architecture: string; text: string },
): Promise<string> {
  const content = Buffer.from(text);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  const tree = Buffer.concat([tarHeader('hello.txt', content.length), content, padding, Buffer.alloc(1024)]);
  const layer = gzipSync(tree);
  return writeImageArchive(path, {
    name,
    platform: { os: 'linux', architecture },
    config: JSON.stringify({
      architecture,
      os: 'linux',
      config: {},
      rootfs: { type: 'layers', diff_ids: [digestOf(tree)] },
    }),
    annotations: {},
    layers: [{ digest: digestOf(layer), size: layer.length, bytes: () => [layer] }],
  });
}
