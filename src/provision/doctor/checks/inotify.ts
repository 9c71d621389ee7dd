import { both, type Check, ok, warn } from '../check.ts';

/** Each pod, and each tool that watches files in a job, takes one instance and thousands of watches. */
const least: Record<string, number> = { max_user_instances: 512, max_user_watches: 131_072 };

export const inotify: Check = {
  name: 'inotify',
  purposes: both,
  async look(machine) {
    const seen: string[] = [];
    const low: string[] = [];
    for (const [name, wanted] of Object.entries(least)) {
      const value = Number(await machine.read(`/proc/sys/fs/inotify/${name}`));
      seen.push(`${name} ${value}`);
      if (value < wanted) low.push(`fs.inotify.${name} = ${wanted}`);
    }
    if (low.length === 0) return ok(seen.join(', '));
    const lines = low.map((line) => `${line}\\n`).join('');
    return warn(
      seen.join(', '),
      `Raise it: \`printf '${lines}' | sudo tee /etc/sysctl.d/90-raibid.conf && sudo sysctl --system\`.`,
    );
  },
};
