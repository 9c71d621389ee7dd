import { join } from 'node:path';
import { helmFolder } from '../../../src/manifests/testing/helm.ts';
import { runQuiet } from '../run.ts';
import type { Bed } from './bed.ts';
import { type BedRecord, demandBed } from './record.ts';

/** The words that run a program in the bed's network. */
export function inNetwork(record: BedRecord, words: string[]): string[] {
  return ['nsenter', `--net=/proc/${record.pid}/ns/net`, '--', ...words];
}

/** The same for a program that asks for names of Services: with the cluster's resolver in place of the machine's. */
export function inNetworkWithNames(bed: Bed, record: BedRecord, words: string[]): string[] {
  const script = 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"';
  const resolver = join(bed.folder, 'resolv-exec.conf');
  return inNetwork(record, ['unshare', '--mount', 'sh', '-c', script, 'bed-exec', resolver, ...words]);
}

/** What programs in the bed find in their environment: kubectl, helm and ctr, and whom to ask. */
export function bedEnvironment(bed: Bed, record: BedRecord): Record<string, string> {
  const folders = [record.programs.kubernetes, record.programs.containerd, helmFolder()];
  return {
    RAIBID_BED: bed.name,
    KUBECONFIG: bed.kubeconfig,
    CONTAINERD_ADDRESS: bed.containerdSocket,
    CONTAINERD_NAMESPACE: 'k8s.io',
    PATH: [...folders, process.env.PATH].join(':'),
  };
}

/** Runs kubectl against the bed as its administrator; answers its standard output. */
export async function kubectl(bed: Bed, words: string[], input?: string): Promise<string> {
  const record = await demandBed(bed);
  const program = join(record.programs.kubernetes, 'kubectl');
  const command = inNetwork(record, [program, '--kubeconfig', bed.kubeconfig, ...words]);
  return runQuiet(command, input === undefined ? {} : { input });
}
