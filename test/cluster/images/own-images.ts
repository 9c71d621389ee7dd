import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { programFolder } from '../programs/build.ts';
import { type ImageSpec, imageArchive } from './image-spec.ts';

const run = promisify(execFile);

/** Images of the bed itself; no registry has them. */
export const pauseImage = 'bed.local/pause:1';
export const busyboxImage = 'bed.local/busybox:1';
export const kubectlImage = 'bed.local/kubectl:1';
const coreDnsImage = 'bed.local/coredns:1';
const localPathImage = 'bed.local/local-path-provisioner:1';

const users = {
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n',
  '/etc/group': 'root:x:0:\nnogroup:x:65534:\n',
};
const temporary = { '/tmp': { mode: '1777' } };

/** Archives of the images that every bed has. */
export async function ownImages(): Promise<string[]> {
  const specs = await Promise.all([pause(), busybox(), kubectl(), coreDns(), localPath()]);
  return Promise.all(specs.map(imageArchive));
}

async function pause(): Promise<ImageSpec> {
  const program = join(await programFolder('own'), 'pause');
  return { name: pauseImage, config: { Entrypoint: ['/pause'] }, programs: { '/pause': program } };
}

/** A shell with the usual tools, from Debian's static busybox. */
async function busybox(): Promise<ImageSpec> {
  const program = (await run('sh', ['-c', 'command -v busybox'])).stdout.trim();
  const names = (await run(program, ['--list'])).stdout.trim().split('\n');
  const links = names.filter((name) => name !== 'busybox').map((name) => [`/bin/${name}`, 'busybox']);
  return {
    name: busyboxImage,
    config: { Cmd: ['sh'] },
    programs: { '/bin/busybox': program },
    links: { ...Object.fromEntries(links), '/usr/bin/env': '/bin/env' },
    folders: { ...temporary, '/root': { mode: '0700' }, '/var/www': { mode: '0755' } },
    texts: users,
  };
}

async function kubectl(): Promise<ImageSpec> {
  const program = join(await programFolder('kubernetes'), 'kubectl');
  return {
    name: kubectlImage,
    config: { Entrypoint: ['/kubectl'] },
    programs: { '/kubectl': program },
    folders: temporary,
  };
}

async function coreDns(): Promise<ImageSpec> {
  const program = join(await programFolder('coredns'), 'coredns');
  return { name: coreDnsImage, config: { Entrypoint: ['/coredns'] }, programs: { '/coredns': program } };
}

async function localPath(): Promise<ImageSpec> {
  const program = join(await programFolder('local-path-provisioner'), 'local-path-provisioner');
  return {
    name: localPathImage,
    config: { Entrypoint: ['/usr/bin/local-path-provisioner'] },
    programs: { '/usr/bin/local-path-provisioner': program },
    folders: temporary,
    texts: users,
  };
}
