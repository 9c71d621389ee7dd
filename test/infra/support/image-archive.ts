import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

interface DockerList {
  Config: string;
  Layers: string[];
}

export async function configOf(archive: string): Promise<{ config: { User: string; Labels: Record<string, string> } }> {
  const { stdout } = await execute('tar', ['-xOf', archive, (await listOf(archive)).Config]);
  return JSON.parse(stdout) as { config: { User: string; Labels: Record<string, string> } };
}

/** Unpacks the layers one over the other, and gives the tree the device that every runtime would. */
export async function unpackImage(archive: string, tree: string): Promise<void> {
  const blobs = `${tree}.blobs`;
  for (const path of [tree, blobs]) await mkdir(path, { recursive: true });
  await execute('tar', ['-xf', archive, '-C', blobs]);
  for (const layer of (await listOf(archive)).Layers) await execute('tar', ['-xzf', join(blobs, layer), '-C', tree]);
  await rm(blobs, { recursive: true });
  await execute('mknod', ['-m', '666', join(tree, 'dev/null'), 'c', '1', '3']);
}

async function listOf(archive: string): Promise<DockerList> {
  const { stdout } = await execute('tar', ['-xOf', archive, 'manifest.json']);
  const [image] = JSON.parse(stdout) as DockerList[];
  if (!image) throw new Error(`${archive} names no image`);
  return image;
}
