import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How a container of the image is started, in the words of the image format. */
export interface ImageConfig {
  Entrypoint?: string[];
  Cmd?: string[];
  User?: string;
  Env?: string[];
  WorkingDir?: string;
  Labels?: Record<string, string>;
}

const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', arm64: 'arm64' };
const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Writes an image of one layer under these names, as the archive that `docker save` writes and `ctr images import` reads: no builder and
 * no registry are needed. The layer is the folder `root` with the owners and modes that it has; times are left out, so
 * that the same files make the same image.
 */
export async function writeImage(names: string[], root: string, config: ImageConfig, output: string): Promise<void> {
  const work = `${output}.${process.pid}`;
  await mkdir(work, { recursive: true });
  try {
    const layer = join(work, 'layer.tar');
    await pack(root, layer, ['.']);
    const text = JSON.stringify({
      architecture: architectures[process.arch] ?? process.arch,
      os: 'linux',
      created: '1970-01-01T00:00:00Z',
      config: { WorkingDir: '/', ...config, Env: [path, ...(config.Env ?? [])] },
      rootfs: { type: 'layers', diff_ids: [`sha256:${await digestOf(layer)}`] },
      history: [{ created: '1970-01-01T00:00:00Z' }],
    });
    const configFile = `${createHash('sha256').update(text).digest('hex')}.json`;
    await writeFile(join(work, configFile), text);
    const manifest = [{ Config: configFile, RepoTags: names, Layers: ['layer.tar'] }];
    await writeFile(join(work, 'manifest.json'), JSON.stringify(manifest));
    await mkdir(dirname(output), { recursive: true });
    const unfinished = `${output}.${process.pid}.unfinished`;
    await pack(work, unfinished, ['manifest.json', configFile, 'layer.tar']);
    await rename(unfinished, output);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function pack(folder: string, output: string, entries: string[]): Promise<void> {
  const same = ['--sort=name', '--mtime=@0', '--numeric-owner', '--format=gnu'];
  await run('tar', [...same, '-C', folder, '-cf', output, ...entries]);
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
