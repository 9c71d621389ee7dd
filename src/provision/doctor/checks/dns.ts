import { both, type Check, fail, ok, warn } from '../check.ts';

/** Where `setup` fetches from; with a bundle it needs none of them. */
const wanted = ['github.com', 'registry-1.docker.io', 'ghcr.io'];

export const dns: Check = {
  name: 'DNS',
  purposes: both,
  async look(machine) {
    const text = (await machine.read('/etc/resolv.conf')) ?? '';
    const servers = [...text.matchAll(/^\s*nameserver\s+(\S+)/gm)].map(([, address]) => address ?? '');
    if (servers.length === 0) {
      return fail(
        '/etc/resolv.conf names no server',
        'Write `nameserver <address>` into /etc/resolv.conf, or start systemd-resolved.',
      );
    }
    const answers = await Promise.all(wanted.map((name) => machine.resolves(name)));
    const unknown = wanted.filter((_name, index) => answers[index] === false);
    if (unknown.length === 0) return ok(`${servers.join(', ')} resolves ${wanted.join(', ')}`);
    return warn(
      `${servers.join(', ')} does not resolve ${unknown.join(', ')}`,
      'Without the internet, make a bundle on a connected machine (`raibid-cli bundle create`) and give it with `setup --bundle`.',
    );
  },
};
