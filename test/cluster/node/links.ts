import { writeFile } from 'node:fs/promises';
import { runQuiet } from '../run.ts';
import { network } from './network.ts';

/** Gives the network namespace of this process a link with the node's address, and lets it forward as nodes do. */
export async function makeLinks(): Promise<void> {
  const commands = [
    'link set lo up',
    'link add node0 type bridge',
    `addr add ${network.nodeAddress}/24 dev node0`,
    'link set node0 up',
    // The kubelet and the API server look for a default route; this one leads nowhere.
    'route add default dev node0',
  ];
  for (const command of commands) await runQuiet(['ip', ...command.split(' ')]);
  await writeFile('/proc/sys/net/ipv4/ip_forward', '1');
  await writeFile('/proc/sys/net/bridge/bridge-nf-call-iptables', '1');
}
