import { type Check, clusterOnly, ok, warn } from '../check.ts';

export const selinux: Check = {
  name: 'SELinux',
  purposes: clusterOnly,
  async look(machine) {
    const enforcing = (await machine.read('/sys/fs/selinux/enforce'))?.trim() === '1';
    if (!enforcing) return ok('not enforcing');
    if (await machine.exists('/usr/share/selinux/packages/k3s.pp')) return ok('enforcing, with the policy k3s-selinux');
    return warn('enforcing, without a policy for k3s', 'Install the package k3s-selinux before `setup`.');
  },
};
