import { join } from 'node:path';

/** Where k3s and what belongs to it is on the machine (docs.k3s.io, "Advanced options"). */
export interface K3sPlaces {
  root: string;
  binary: string;
  /** Folder of config.yaml, registries.yaml and the audit policy. */
  configFolder: string;
  /** The kubeconfig that k3s writes. */
  kubeconfig: string;
  /** State, images, containers. */
  data: string;
  /** Archives here are loaded at each start. */
  images: string;
  unit: string;
  openrcScript: string;
  /** Of our own supervisor: its process, and what k3s says. */
  pidFile: string;
  log: string;
  /** Digest of the files that the running k3s was started with. */
  stamp: string;
}

/** `root` is `/`, or the folder of a test. */
export function placesOf(root: string): K3sPlaces {
  const data = join(root, 'var/lib/rancher/k3s');
  const configFolder = join(root, 'etc/rancher/k3s');
  return {
    root,
    data,
    configFolder,
    binary: join(root, 'usr/local/bin/k3s'),
    kubeconfig: join(configFolder, 'k3s.yaml'),
    images: join(data, 'agent/images'),
    unit: join(root, 'etc/systemd/system/k3s.service'),
    openrcScript: join(root, 'etc/init.d/k3s'),
    pidFile: join(root, 'run/raibid-k3s.pid'),
    log: join(root, 'var/log/k3s.log'),
    stamp: join(configFolder, '.raibid-applied'),
  };
}

/** Absolute paths of k3s in a configuration, moved below the root of a test. */
export function withRoot({ root }: K3sPlaces, text: string): string {
  return root === '/' ? text : text.replaceAll(/(?<![\w.-])\/(?=(etc|var\/lib)\/rancher\/)/g, `${root}/`);
}
