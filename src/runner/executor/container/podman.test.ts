import { expect, it } from 'vitest';
import { podmanFault } from './podman.ts';

it('names the program that netavark misses', () => {
  const fault = podmanFault('The service db could not be started', 'netavark: No such file or directory (os error 2)');
  expect(fault).toMatchObject({ code: 'container_failed', hint: expect.stringContaining('apt-get install iptables') });
  expect(fault.message).toBe(
    'The service db could not be started: netavark finds no program to set firewall rules with.',
  );
});

it('says all else in the words of podman', () => {
  const fault = podmanFault('The service db could not be started', 'no such image');
  expect(fault.message).toBe('The service db could not be started: no such image');
});
