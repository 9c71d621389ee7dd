import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a bed keeps what it is made of. Nothing of it is anywhere else, but for its cgroups. */
export interface Bed {
  name: string;
  folder: string;
  /** Keys, certificates and a kubeconfig for each part. */
  pki: string;
  logs: string;
  /** Sockets and what is lost at a restart anyway. */
  run: string;
  containerdSocket: string;
  /** The kubeconfig of the administrator. */
  kubeconfig: string;
  /** Says which processes the bed is (see `record.ts`). */
  record: string;
  /** Name of its cgroup in every hierarchy. */
  cgroup: string;
}

/** @throws for a name that would not do in paths and cgroups. */
export function bedNamed(name: string): Bed {
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(name))
    throw new Error(`a bed is named by up to 20 small letters, digits and hyphens, not "${name}"`);
  const folder = join(tmpdir(), `raibid-bed-${name}`);
  return {
    name,
    folder,
    pki: join(folder, 'pki'),
    logs: join(folder, 'logs'),
    run: join(folder, 'run'),
    containerdSocket: join(folder, 'run', 'containerd.sock'),
    kubeconfig: join(folder, 'pki', 'admin.kubeconfig'),
    record: join(folder, 'bed.json'),
    cgroup: `raibid-bed-${name}`,
  };
}
