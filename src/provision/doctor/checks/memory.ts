import { both, type Check, fail, ok, warn } from '../check.ts';

const gib = 1024 ** 2; // of /proc/meminfo's kB

/** Redis, Gitea, KEDA, Flux, server and k3s hold 2.5 GiB when idle; a job needs about 1 GiB. */
const least = 2 * gib;
const enough = 6 * gib;

export const memory: Check = {
  name: 'memory',
  purposes: both,
  async look(machine) {
    const text = (await machine.read('/proc/meminfo')) ?? '';
    const total = amount(text, 'MemTotal');
    const available = amount(text, 'MemAvailable');
    const seen = `${(available / gib).toFixed(1)} GiB available of ${(total / gib).toFixed(1)} GiB`;
    const mend = 'A cluster wants 8 GiB and more, `raibid-cli up` 2 GiB; `setup --profile dev` asks for less.';
    if (total < least) return fail(seen, mend);
    if (total < enough) return warn(seen, mend);
    if (available >= gib) return ok(seen);
    return warn(seen, 'End programs that hold memory: `ps -e --sort=-rss -o rss,comm | head`.');
  },
};

/** A line of /proc/meminfo in kB. */
function amount(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
}
