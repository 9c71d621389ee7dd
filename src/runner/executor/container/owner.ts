import { z } from 'zod';
import { processStat } from '../../../shared/process-stat.ts';
import type { Podman } from './podman.ts';

const label = 'raibid.owner';

/** What names this process for ever: its number and when it began. */
export async function ownerLabel(): Promise<string> {
  return `${label}=${process.pid}-${(await processStat(process.pid))?.started ?? ''}`;
}

/** Removes containers and networks of jobs whose agent is no more (its guard was killed with it, as by a power cut). */
export async function sweepOrphans(podman: Podman): Promise<void> {
  const list = ['--filter', `label=${label}`, '--format', 'json'];
  const [containers, networks] = await Promise.all([
    podman.run(['ps', '--all', ...list]),
    podman.run(['network', 'ls', ...list]),
  ]);
  for (const id of await orphans(containers.stdout))
    await podman.run(['rm', '--force', '--volumes', '--time', '0', id]);
  for (const name of await orphans(networks.stdout))
    await podman.run(['network', 'rm', '--force', '--time', '0', name]);
}

const labelled = { [label]: z.string() };
/** Podman writes containers with large, networks with small first letters. */
const listedSchema = z.array(
  z.union([
    z
      .object({ Id: z.string(), Labels: z.object(labelled) })
      .transform(({ Id, Labels }) => [Id, Labels[label]] as const),
    z
      .object({ name: z.string(), labels: z.object(labelled) })
      .transform(({ name, labels }) => [name, labels[label]] as const),
  ]),
);

async function orphans(listed: Buffer): Promise<string[]> {
  const found: string[] = [];
  for (const [name, owner = ''] of listedSchema.parse(JSON.parse(listed.toString() || '[]') ?? [])) {
    const [pid, started] = owner.split('-');
    if ((await processStat(Number(pid)))?.started !== started) found.push(name);
  }
  return found;
}
