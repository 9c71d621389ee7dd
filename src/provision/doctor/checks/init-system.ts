import { type Check, clusterOnly, ok, warn } from '../check.ts';

export const initSystem: Check = {
  name: 'init system',
  purposes: clusterOnly,
  async look(machine) {
    if (await machine.exists('/run/systemd/system')) return ok('systemd');
    if (await machine.exists('/run/openrc')) return ok('OpenRC');
    return warn(
      'neither systemd nor OpenRC runs',
      'Use `setup --init none`: a supervisor of our own keeps k3s running, but does not start it when the machine boots.',
    );
  },
};
