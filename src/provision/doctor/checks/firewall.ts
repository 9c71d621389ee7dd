import { type Check, clusterOnly, ok, warn } from '../check.ts';

/** Addresses of pods and services as k3s gives them by default. */
const ranges = ['10.42.0.0/16', '10.43.0.0/16'];

export const firewall: Check = {
  name: 'firewall',
  purposes: clusterOnly,
  async look(machine) {
    if (/^ENABLED=yes/m.test((await machine.read('/etc/ufw/ufw.conf')) ?? '')) {
      const lines = ranges.map((range) => `sudo ufw allow from ${range}`).join(' && ');
      return warn('ufw is on; pods cannot talk to each other through it', `Let them: \`${lines}\`.`);
    }
    if (await machine.exists('/run/firewalld.pid')) {
      const zone = 'sudo firewall-cmd --permanent --zone=trusted';
      const lines = ranges.map((range) => `${zone} --add-source=${range}`).join(' && ');
      return warn(
        'firewalld is on; pods cannot talk to each other through it',
        `Let them: \`${lines} && sudo firewall-cmd --reload\`.`,
      );
    }
    return ok('neither ufw nor firewalld is on');
  },
};
