import { processStat } from '../../../shared/process-stat.ts';
import type { Podman } from './podman.ts';

const label = 'raibid.owner';

/** What names this process for ever: its number and when it began. */
export async function ownerLabel(): Promise<string> {
  return `${label}=${process.pid}-${(await processStat(process.pid))?.started ?? ''}`;
}

/** Removes containers and networks of jobs whose agent is no more (its guard was killed with it, as by a power cut). */
export async function sweepOrphans(podman: Podman): Promise<void> {
  const format = (id: string) => `{{.${id}}} {{index .Labels "${label}"}}`;
  const filter = ['--filter', `label=${label}`];
  const [containers, networks] = await Promise.all([
    podman.run(['ps', '--all', ...filter, '--format', format('ID')]),
    podman.run(['network', 'ls', ...filter, '--format', format('Name')]),
  ]);
  for (const id of await orphans(containers.stdout))
    await podman.run(['rm', '--force', '--volumes', '--time', '0', id]);
  for (const name of await orphans(networks.stdout))
    await podman.run(['network', 'rm', '--force', '--time', '0', name]);
}

async function orphans(listed: Buffer): Promise<string[]> {
  const found: string[] = [];
  for (const line of listed.toString().split('\n')) {
    const [, name, pid, started] = /^(\S+) (\d+)-(\d*)$/.exec(line.trim()) ?? [];
    if (name === undefined || pid === undefined) continue;
    if ((await processStat(Number(pid)))?.started !== started) found.push(name);
  }
  return found;
}
