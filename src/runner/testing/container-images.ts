import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findPodman, type Podman } from '../executor/container/podman.ts';
import { needTool } from './tools.ts';

/** Names of the images that `makeTestImages` makes: of this process alone, since tests may share a store. */
export const testImages = {
  /** busybox alone: no bash, no git, no tar of GNU. */
  small: `localhost/raibid-test/small:${process.pid}`,
  /** The same with the C library and what else the Node.js of this machine needs. */
  glibc: `localhost/raibid-test/glibc:${process.pid}`,
} as const;

/** Makes sure of podman and its friends. */
export function needPodman(): void {
  needTool('podman', 'podman');
  needTool('busybox', 'busybox-static');
  needTool('runc', 'runc');
  needTool('/usr/sbin/iptables', 'iptables');
  needTool('/usr/lib/podman/netavark', 'netavark');
  needTool('/usr/lib/podman/aardvark-dns', 'aardvark-dns');
}

/** A store of images for tests, with the images in it. Where the tests are not root it is the user's own. */
export async function makeTestImages(storeFolder?: string): Promise<Podman> {
  needPodman();
  const podman = await findPodman(storeFolder === undefined ? {} : { storeFolder });
  const folder = await mkdtemp(join(tmpdir(), 'raibid-images-'));
  try {
    await makeRoot(folder);
    await importImage(podman, folder, testImages.small);
    for (const file of libraries(process.execPath)) {
      await mkdir(join(folder, dirname(file)), { recursive: true });
      await cp(file, join(folder, file), { dereference: true });
    }
    await importImage(podman, folder, testImages.glibc);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return podman;
}

/** A folder for images that users of containers can walk through. */
export async function makeStoreFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-store-'));
  await chmod(folder, 0o711);
  return folder;
}

/** Containers of these images that there are, by podman's own count. */
export async function countContainers(podman: Podman): Promise<number> {
  const ids = await podman.ask('ps', ['ps', '--all', '--quiet', '--filter', `ancestor=${testImages.small}`]);
  return ids.split('\n').filter((line) => line !== '').length;
}

async function makeRoot(folder: string): Promise<void> {
  for (const name of ['bin', 'etc', 'proc', 'dev', 'tmp', 'sys']) await mkdir(join(folder, name));
  await chmod(folder, 0o755);
  await chmod(join(folder, 'tmp'), 0o1777);
  await cp('/usr/bin/busybox', join(folder, 'bin/busybox'), { dereference: true });
  const applets = execFileSync('busybox', ['--list'], { encoding: 'utf8' }).trim().split('\n');
  for (const name of applets) if (name !== 'busybox') await symlink('busybox', join(folder, 'bin', name));
  await writeFile(join(folder, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n');
}

async function importImage(podman: Podman, folder: string, name: string): Promise<void> {
  const archive = `${folder}.tar`;
  execFileSync('tar', ['-C', folder, '--owner=0', '--group=0', '-cf', archive, '.']);
  const changes = ['ENV PATH=/opt/image/bin:/bin', 'ENV FROM_IMAGE=yes'].flatMap((change) => ['--change', change]);
  await podman.ask(`import ${name}`, ['import', '--quiet', ...changes, archive, name]);
  await rm(archive);
}

/** Shared libraries of a program, by ldd, at the paths where its loader looks for them. */
function libraries(program: string): string[] {
  const listed = execFileSync('ldd', [program], { encoding: 'utf8' });
  return [...listed.matchAll(/(?:=> )?(\/\S+) \(0x/g)].flatMap(([, path]) => (path === undefined ? [] : [path]));
}
