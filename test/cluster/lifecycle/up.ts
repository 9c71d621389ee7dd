import { spawn } from 'node:child_process';
import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { childrenOf, isAlive } from '../../support/processes.ts';
import { until } from '../../support/until.ts';
import { ownImages } from '../images/own-images.ts';
import { isThere } from '../keep.ts';
import type { Bed } from '../node/bed.ts';
import { makeCertificates } from '../node/certificates.ts';
import { makeCgroups } from '../node/cgroups.ts';
import { writeConfiguration } from '../node/configuration.ts';
import { kubectl } from '../node/enter.ts';
import { network } from '../node/network.ts';
import { demandBed, runningBed, writeRecord } from '../node/record.ts';
import type { Programs } from '../node/services.ts';
import { programFolder } from '../programs/build.ts';
import { bedDown } from './down.ts';
import { loadImages } from './load.ts';

const manifests = join(import.meta.dirname, '..', 'manifests');

/** What a node needs of the programs; built when it is not in the cache. */
export async function nodePrograms(): Promise<Programs> {
  return {
    kubernetes: await programFolder('kubernetes'),
    etcd: await programFolder('etcd'),
    containerd: await programFolder('containerd'),
    runc: await programFolder('runc'),
    cni: await programFolder('cni'),
    own: await programFolder('own'),
  };
}

export interface BedPlace {
  /** `own`: a network of the bed's own; `here`: the one in which this process is (see `machine/`). */
  network: 'own' | 'here';
  /** The program that is its first process. */
  first: string;
}

/**
 * Brings a bed up: a node that is Ready, with CoreDNS and volumes. `tell` gets a line for each step.
 * @throws when it is up already, or a part does not come within its time; its logs stay where the message says.
 */
export async function bedUp(
  bed: Bed,
  tell: (line: string) => void,
  place: BedPlace = { network: 'own', first: 'tini' },
): Promise<void> {
  if ((await runningBed(bed)) !== null) throw new Error(`the bed "${bed.name}" is up already`);
  const programs = await nodePrograms();
  const images = await ownImages();
  // What a bed left that was not taken down, such as before a restart of the machine.
  await bedDown(bed);
  const started = performance.now();
  const step = (line: string) => tell(`${line} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  await prepare(bed, programs);
  await startNode(bed, programs, place);
  await until('containerd answers', () => isThere(bed.containerdSocket));
  await loadImages(bed, images);
  await until('the API server answers', () => asked(bed, ['get', 'node', network.nodeName]), 120);
  step('API server answers, images are loaded');
  await applyManifests(bed);
  await kubectl(bed, ['wait', '--for=condition=Ready', `node/${network.nodeName}`, '--timeout=120s']);
  step('node is Ready');
  await kubectl(bed, ['-n', 'kube-system', 'rollout', 'status', 'deployment/coredns', '--timeout=120s']);
  const provisioner = 'deployment/local-path-provisioner';
  await kubectl(bed, ['-n', 'local-path-storage', 'rollout', 'status', provisioner, '--timeout=120s']);
  step('CoreDNS and volumes are ready');
}

async function prepare(bed: Bed, programs: Programs): Promise<void> {
  const folders = ['pki', 'logs', 'run', 'etcd', 'containerd', 'kubelet', 'cni/net.d', 'volume-plugins', 'volumes'];
  for (const folder of [...folders, 'pod-logs']) await mkdir(join(bed.folder, folder), { recursive: true });
  await makeCertificates(bed);
  await writeConfiguration(bed, programs);
  await makeCgroups(bed);
}

/** `unshare` makes the namespaces; `tini` is the first process in them and buries what is orphaned. */
async function startNode(bed: Bed, programs: Programs, { network: where, first }: BedPlace): Promise<void> {
  const log = await open(join(bed.logs, 'node.log'), 'a');
  const namespaces = ['--uts', '--ipc', '--mount', '--propagation', 'private', '--pid', '--mount-proc'];
  if (where === 'own') namespaces.push('--net');
  const main = [process.execPath, join(import.meta.dirname, '..', 'node', 'main.ts'), where];
  const words = [...namespaces, '--fork', '--kill-child', first, '--', ...main, bed.name, JSON.stringify(programs)];
  const child = spawn('unshare', words, { cwd: '/', detached: true, stdio: ['ignore', log.fd, log.fd] });
  await log.close();
  child.unref();
  const outer = child.pid ?? 0;
  const inner = await until('the node starts', async () => (await childrenOf(outer))[0] ?? !isAlive(outer));
  if (inner === true) throw new Error(`the node did not start: ${await readFile(join(bed.logs, 'node.log'), 'utf8')}`);
  await writeRecord(bed, inner, programs);
}

async function applyManifests(bed: Bed): Promise<void> {
  for (const file of await readdir(manifests)) {
    const text = await readFile(join(manifests, file), 'utf8');
    await kubectl(bed, ['apply', '-f', '-'], text.replaceAll('@BED@', bed.folder));
  }
}

/** Whether kubectl succeeds. @throws when the node is gone. */
async function asked(bed: Bed, words: string[]): Promise<boolean> {
  await demandBed(bed).catch(async () => {
    throw new Error(`the node ended: ${await readFile(join(bed.logs, 'node.log'), 'utf8')}`);
  });
  return kubectl(bed, words).then(
    () => true,
    () => false,
  );
}
