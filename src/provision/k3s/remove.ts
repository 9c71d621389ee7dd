import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Component } from '../component.ts';
import { killContainers } from './cleanup/containers.ts';
import { unmountAll } from './cleanup/mounts.ts';
import { cleanNetwork } from './cleanup/network.ts';
import { placesOf } from './places.ts';
import { serviceOf } from './service/service.ts';
import { serviceCommand } from './service-command.ts';

/** Everything k3s leaves, also what its own uninstaller forgets: /etc/rancher/node and the logs of pods. */
const leftovers = [
  'etc/rancher/k3s',
  'etc/rancher/node',
  'run/k3s',
  'run/flannel',
  'var/lib/kubelet',
  'var/lib/rancher/k3s',
  'var/lib/cni',
  'var/log/pods',
  'var/log/containers',
];

/**
 * Takes k3s away with all containers, mounts, network links, rules and files, volumes included. The order is that of
 * k3s-killall.sh and k3s-uninstall.sh: nothing that still runs may write into what is being removed.
 */
export const removeK3s: Component['remove'] = async (context) => {
  const places = placesOf(context.paths.root);
  const service = serviceOf(context.init, { context, places, command: await serviceCommand(context.infra, places) });
  context.progress('stopping k3s and its containers');
  await service.stop();
  await killContainers(places.data);
  await unmountAll(
    ['run/k3s', 'run/netns/cni-', 'var/lib/kubelet', 'var/lib/rancher/k3s'].map((path) => join(places.root, path)),
    context,
  );
  // Below another root there is no k3s of this machine's network.
  if (places.root === '/') await cleanNetwork(context, join(places.data, 'data/current/bin/aux'));
  context.progress('removing its files');
  for (const path of leftovers) await rm(join(places.root, path), { recursive: true, force: true });
  for (const path of [places.unit, places.openrcScript, places.binary, places.log, `${places.log}.1`, places.pidFile]) {
    await rm(path, { force: true });
  }
};
