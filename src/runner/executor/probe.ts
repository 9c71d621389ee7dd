import { readFile } from 'node:fs/promises';
import { RaibidError } from '../../shared/errors.ts';
import { runLocal } from '../actions/run-local.ts';
import { whichProgram } from './host-files.ts';
import { privilegeArguments, privilegeCommand, programPath } from './sandbox-arguments.ts';

export type WantedIsolation = 'auto' | 'sandbox' | 'none';

export interface ProbedIsolation {
  isolation: 'sandbox' | 'none';
  /** One sentence for people: why this one, and what to do for a stronger one. */
  reason: string;
}

/**
 * What jobs of this machine run in. `auto`: the sandbox when it works here, otherwise none, with the reason. `sandbox`
 * rejects with `sandbox_unavailable` when it does not work.
 */
export async function probeIsolation(wanted: WantedIsolation): Promise<ProbedIsolation> {
  if (wanted === 'none') return { isolation: 'none', reason: 'No isolation, as asked: jobs run as the agent itself.' };
  const obstacle = await findObstacle();
  if (obstacle === null)
    return { isolation: 'sandbox', reason: 'bubblewrap works here: each job gets its own sandbox.' };
  if (wanted === 'auto') return { isolation: 'none', reason: `No isolation: ${obstacle.what} ${obstacle.hint}` };
  throw new RaibidError('sandbox_unavailable', obstacle.what, { hint: obstacle.hint });
}

export interface Obstacle {
  /** A sentence. */
  what: string;
  hint: string;
}

async function findObstacle(): Promise<Obstacle | null> {
  if (process.platform !== 'linux') return { what: 'The sandbox needs Linux.', hint: 'Run jobs on a Linux machine.' };
  const bwrap = await whichProgram('bwrap', programPath);
  if (bwrap === null) {
    return { what: 'bubblewrap is not installed.', hint: 'Install it: `apt-get install bubblewrap`.' };
  }
  const tried = await runLocal([bwrap, ...smallestView, ...privilegeArguments(), '--', ...privilegeCommand(), 'true'], {
    env: { PATH: programPath },
    timeoutMilliseconds: 10_000,
  });
  return tried.code === 0 ? null : explainFailure(tried.stderr.trim(), kernelSetting);
}

const smallestView = ['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--ro-bind', '/', '/', '--dev', '/dev'];

/** Why bubblewrap failed, by its complaint and by the kernel's settings (path below /proc/sys, null when absent). */
export async function explainFailure(
  complaint: string,
  kernelSetting: (name: string) => Promise<string | null>,
): Promise<Obstacle> {
  if ((await kernelSetting('kernel/apparmor_restrict_unprivileged_userns')) === '1') {
    return {
      what: 'AppArmor keeps user namespaces from programs without a profile (kernel.apparmor_restrict_unprivileged_userns = 1, the default of Ubuntu 24.04).',
      hint: 'Give bubblewrap a profile: `sudo apt-get install apparmor-profiles && sudo cp /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/ && sudo apparmor_parser -r /etc/apparmor.d/bwrap-userns-restrict`, or run the agent as root.',
    };
  }
  if ((await kernelSetting('kernel/unprivileged_userns_clone')) === '0') {
    return {
      what: 'This kernel does not give user namespaces to users (kernel.unprivileged_userns_clone = 0).',
      hint: 'Allow them: `sudo sysctl kernel.unprivileged_userns_clone=1`, or run the agent as root.',
    };
  }
  if ((await kernelSetting('user/max_user_namespaces')) === '0') {
    return {
      what: 'This kernel allows no user namespaces (user.max_user_namespaces = 0).',
      hint: 'Allow them: `sudo sysctl user.max_user_namespaces=10000`, or run the agent as root.',
    };
  }
  return {
    what: `bubblewrap does not work here: ${complaint || 'it ended without a word'}.`,
    hint: 'In a container, start it with the right to make namespaces, or choose --isolation none for code you trust.',
  };
}

async function kernelSetting(name: string): Promise<string | null> {
  return readFile(`/proc/sys/${name}`, 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
}
