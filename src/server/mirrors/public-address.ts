import { BlockList, isIP } from 'node:net';

/**
 * Ranges that are not on the public internet: loopback, private, link-local (cloud metadata), shared, documentation,
 * benchmark, multicast and reserved ones (IANA special-purpose registries), and IPv6 forms that carry an IPv4 address.
 */
const ranges: [address: string, prefix: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 96],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

/** One list a family: a list of both takes every IPv4 address for one below `::ffff:0:0/96`. */
const special = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [address, prefix] of ranges) special[familyOf(address)].addSubnet(address, prefix, familyOf(address));

/** Whether this IP address is one of the public internet. What is no IP address is not. */
export function isPublicAddress(address: string): boolean {
  const family = familyOf(address);
  return isIP(address) !== 0 && !special[family].check(address, family);
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}
