import type { Component, Evidence } from '../component.ts';
import { notVerified } from '../failure.ts';
import { installedVersion } from './binary.ts';
import { placesOf } from './places.ts';
import { readNodes } from './wait-for-node.ts';

/** The API server answers through the kubeconfig of the user, and every node is Ready. */
export const verifyK3s: Component['verify'] = async (context): Promise<Evidence[]> => {
  const version = await installedVersion(placesOf(context.paths.root), context);
  if (version !== context.entry.version) {
    throw notVerified(`k3s ${version ?? 'is not'} installed, wanted is ${context.entry.version}`);
  }
  const nodes = await readNodes(context.paths.kubeconfig, context.signal);
  const tired = nodes.find(({ ready }) => !ready);
  if (tired !== undefined) throw notVerified(`node ${tired.name} is not Ready: ${tired.message}`);
  if (nodes.length === 0) throw notVerified('the cluster has no node');
  return [
    `k3s ${version} is installed`,
    ...nodes.map((node) => `node ${node.name} is Ready (kubelet ${node.version})`),
  ];
};
