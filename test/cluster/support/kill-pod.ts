import { readdir, readFile } from 'node:fs/promises';
import { killNow } from '../../support/processes.ts';
import { get, kubectl } from './cluster.ts';

/**
 * Ends a pod as a power cut would: every process of it gets SIGKILL at once, and Kubernetes is told to make another one. A
 * forced deletion alone would let the processes end in order.
 */
export async function killPod(namespace: string, name: string): Promise<void> {
  const { metadata } = await get<{ metadata: { uid: string } }>('pod', name, '--namespace', namespace);
  for (const pid of await processesOf(metadata.uid)) killNow(pid);
  await kubectl('--namespace', namespace, 'delete', 'pod', name, '--grace-period=0', '--force', '--ignore-not-found');
}

/** Names of the pods of a namespace with these labels. */
export async function podNames(namespace: string, selector: string): Promise<string[]> {
  const words = ['pods', '--namespace', namespace, `--selector=${selector}`];
  const { items } = await get<{ items: { metadata: { name: string } }[] }>(...words);
  return items.map(({ metadata }) => metadata.name);
}

/** The kubelet puts the processes of a pod into a cgroup with its UID in the name. */
async function processesOf(uid: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const found = pids.map(async (pid) => {
    const cgroups = await readFile(`/proc/${pid}/cgroup`, 'latin1').catch(() => '');
    return cgroups.includes(`pod${uid}/`) ? [Number(pid)] : [];
  });
  return (await Promise.all(found)).flat();
}
