import { type Check, clusterOnly, ok, warn } from '../check.ts';

/** The kubelet starts beside swap (k3s sets `failSwapOn=false`), but then memory limits no longer bound a job. */
export const swap: Check = {
  name: 'swap',
  purposes: clusterOnly,
  async look(machine) {
    const [, ...areas] = ((await machine.read('/proc/swaps')) ?? '').trim().split('\n');
    if (areas.length === 0) return ok('off');
    const kilobytes = areas.reduce((sum, area) => sum + Number(area.split(/\s+/)[2] ?? 0), 0);
    return warn(
      `${(kilobytes / 1024 ** 2).toFixed(1)} GiB are on`,
      'Switch it off: `sudo swapoff -a`, and take its lines out of /etc/fstab. Jobs then end at their limits instead of slowing down the machine.',
    );
  },
};
