import { both, type Check, fail, ok, warn } from '../check.ts';
import type { Machine } from '../machine.ts';

/** No machine that runs this version can have an earlier time: certificates made now would be refused. */
const released = Date.UTC(2026, 0, 1);

/** Files that stand while a time service runs, or has set the clock. */
const services: Record<string, string> = {
  '/run/systemd/timesync/synchronized': 'systemd-timesyncd',
  '/run/chrony/chronyd.pid': 'chrony',
  '/run/chronyd.pid': 'chrony',
  '/run/ntpd.pid': 'ntpd',
  '/run/openntpd.pid': 'openntpd',
};

export const clock: Check = {
  name: 'clock',
  purposes: both,
  async look(machine) {
    const now = machine.now();
    const shown = `${new Date(now).toISOString().slice(0, 16)}Z`;
    if (now < released) return fail(`${shown}, which is long past`, 'Set the clock: `sudo timedatectl set-ntp true`.');
    const service = await timeService(machine);
    if (service !== null) return ok(`${shown}, kept by ${service}`);
    return warn(
      `${shown}, and no time service was seen`,
      'Start one, so that certificates and schedules stay right: `sudo timedatectl set-ntp true` or `apt-get install chrony`. A virtual machine may get the time of its host.',
    );
  },
};

async function timeService(machine: Machine): Promise<string | null> {
  for (const [file, name] of Object.entries(services)) if (await machine.exists(file)) return name;
  return null;
}
