import { type Check, clusterOnly, fail, ok } from '../check.ts';

/** A node's name must be a DNS name (RFC 1123): small letters, digits, `-` and `.`. */
const dnsName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

export const hostName: Check = {
  name: 'host name',
  purposes: clusterOnly,
  async look({ hostname }) {
    // k3s makes small letters of capital ones by itself.
    if (dnsName.test(hostname.toLowerCase()) && hostname !== 'localhost') return ok(hostname);
    return fail(
      `'${hostname}' cannot be the name of a node`,
      'Give the machine a name of letters, digits and -: `sudo hostnamectl set-hostname spark`.',
    );
  },
};
