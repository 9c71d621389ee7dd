import { type Check, embeddedOnly, type Finding, ok, warn } from '../check.ts';
import type { Machine } from '../machine.ts';

/** Profiles under which bubblewrap may make namespaces on Ubuntu 24.04 and newer. */
const profiles = ['/etc/apparmor.d/bwrap-userns-restrict', '/etc/apparmor.d/bwrap'];

/** The sandbox of jobs rests on them; root needs none. */
export const userNamespaces: Check = {
  name: 'user namespaces',
  purposes: embeddedOnly,
  async look(machine): Promise<Finding> {
    if (machine.userId === 0) return ok('not needed: the platform would run as root');
    if ((await setting(machine, 'user/max_user_namespaces')) === '0') {
      return warn(
        'switched off (user.max_user_namespaces = 0)',
        'Allow them: `sudo sysctl user.max_user_namespaces=10000`.',
      );
    }
    if ((await setting(machine, 'kernel/unprivileged_userns_clone')) === '0') {
      return warn(
        'only for root (kernel.unprivileged_userns_clone = 0)',
        'Allow them: `sudo sysctl kernel.unprivileged_userns_clone=1`.',
      );
    }
    const restricted = (await setting(machine, 'kernel/apparmor_restrict_unprivileged_userns')) === '1';
    if (!restricted) return ok('every user may make them');
    for (const profile of profiles) if (await machine.exists(profile)) return ok(`by the AppArmor profile ${profile}`);
    return warn(
      'AppArmor keeps them from programs without a profile (Ubuntu 24.04, DGX OS 7)',
      'Give bubblewrap a profile: `sudo apt-get install apparmor-profiles && sudo cp /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/ && sudo apparmor_parser -r /etc/apparmor.d/bwrap-userns-restrict`.',
    );
  },
};

async function setting(machine: Machine, name: string): Promise<string | undefined> {
  return (await machine.read(`/proc/sys/${name}`))?.trim();
}
