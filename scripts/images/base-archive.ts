import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { endTar, writeTarFile } from '../../src/manifests/images/archive/tar-writer.ts';
import { imageEpoch } from './epoch.ts';
import type { ImagePlatform } from './platform.ts';

/** What an image of one layer is made of: a root file system as a tar file. */
export interface BaseContent {
  tree: string;
  name: string;
  platform: ImagePlatform;
}

/** Writes an image of a root file system, in the form of `docker save`. */
export async function writeBaseArchive(archive: string, { tree, name, platform }: BaseContent): Promise<void> {
  const created = new Date(imageEpoch * 1000).toISOString();
  const { size } = await stat(tree);
  const config = JSON.stringify({
    created,
    architecture: platform.architecture,
    ...(platform.architecture === 'arm64' && { variant: 'v8' }),
    os: 'linux',
    config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], Cmd: ['bash'] },
    rootfs: { type: 'layers', diff_ids: [await digestOf(tree)] },
    history: [{ created, created_by: 'mmdebstrap' }],
  });
  const list = JSON.stringify([{ Config: 'config.json', RepoTags: [name], Layers: ['layer.tar'] }]);
  const file = await open(archive, 'w');
  try {
    for (const [member, text] of [
      ['config.json', config],
      ['manifest.json', list],
    ] as const)
      await writeTarFile(file, member, Buffer.byteLength(text), [Buffer.from(text)]);
    await writeTarFile(file, 'layer.tar', size, createReadStream(tree));
    await endTar(file);
  } finally {
    await file.close();
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}
