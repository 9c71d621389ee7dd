import { type Check, clusterOnly, embeddedOnly, type Finding, fail, ok, type Purpose, warn } from '../check.ts';
import type { Machine } from '../machine.ts';

const gib = 1024 ** 3;

/** Numbers that statfs(2) gives for disks of other machines: SQLite's locks do not hold there. */
const remoteDisks: Record<number, string> = {
  26985: 'NFS',
  4283649346: 'CIFS',
  4266872130: 'SMB2',
  12805120: 'Ceph',
  16914839: '9p',
};

interface Need {
  name: string;
  purposes: readonly Purpose[];
  folder: (machine: Machine) => string;
  /** Bytes below which nothing works, and below which it does not work for long. */
  least: number;
  enough: number;
}

/** Images of k3s and the platform are 3 GB; jobs need the rest. */
const needs: Need[] = [
  { name: 'data folder', purposes: embeddedOnly, folder: ({ dataDir }) => dataDir, least: 1 * gib, enough: 10 * gib },
  {
    name: 'disk of k3s',
    purposes: clusterOnly,
    folder: () => '/var/lib/rancher/k3s',
    least: 10 * gib,
    enough: 40 * gib,
  },
];

export const disks: Check[] = needs.map((need) => ({
  name: need.name,
  purposes: need.purposes,
  look: (machine) => lookAt(machine, need),
}));

async function lookAt(machine: Machine, need: Need): Promise<Finding> {
  const path = need.folder(machine);
  const { folder, type, free, size } = await machine.space(path);
  const seen = `${inGib(free)} free of ${inGib(size)} for ${path} (on ${folder})`;
  const remote = remoteDisks[type >>> 0];
  if (remote !== undefined) {
    return fail(`${path} is on ${remote}, the disk of another machine`, 'Choose a folder on a disk of this machine.');
  }
  const mend = `Free space, or mount a disk with ${inGib(need.enough)} there.`;
  if (free < need.least) return fail(seen, mend);
  return free < need.enough ? warn(seen, mend) : ok(seen);
}

function inGib(bytes: number): string {
  return `${(bytes / gib).toFixed(bytes < 10 * gib ? 1 : 0)} GiB`;
}
