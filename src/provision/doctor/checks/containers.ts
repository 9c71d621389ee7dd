import { type Check, embeddedOnly, ok, warn } from '../check.ts';

/** Jobs with `container:` or `services:` need it; all others do without, so it is well either way. */
export const containers: Check = {
  name: 'podman',
  purposes: embeddedOnly,
  async look(machine) {
    const path = await machine.program('podman');
    if (path === null) {
      return ok('not installed; jobs with containers want it: `apt-get install podman netavark aardvark-dns iptables`');
    }
    // netavark sets firewall rules with one of them, and says nothing but "No such file" without.
    const firewall = (await machine.program('iptables')) ?? (await machine.program('nft'));
    if (firewall !== null) return ok(path);
    return warn(
      `${path}, without a program for firewall rules`,
      'Jobs with containers get no network: `apt-get install iptables` (for netavark 1.14 and newer `nftables`).',
    );
  },
};
