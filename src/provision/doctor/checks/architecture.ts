import { both, type Check, fail, ok } from '../check.ts';

/** Names of the kernel for the two that k3s, Gitea, Redis and our images are released for. */
const supported: Record<string, string> = { x86_64: 'x86-64', aarch64: 'ARM64' };

/** `/proc/sys/kernel/arch` is there since Linux 6.1; before that the program itself says what it was built for. */
const builtFor: Record<string, string> = { x64: 'x86_64', arm64: 'aarch64' };

export const architecture: Check = {
  name: 'architecture',
  purposes: both,
  async look(machine) {
    const kernel = (await machine.read('/proc/sys/kernel/arch'))?.trim() ?? builtFor[process.arch] ?? process.arch;
    const release = (await machine.read('/proc/sys/kernel/osrelease'))?.trim() ?? 'an unknown kernel';
    const name = supported[kernel];
    if (name !== undefined) return ok(`${name}, Linux ${release}`);
    return fail(`${kernel}, Linux ${release}`, 'Use a machine with an x86-64 or ARM64 processor and a 64-bit kernel.');
  },
};
