import { z } from 'zod';
import { processStat } from '../../../shared/process-stat.ts';
import type { Podman } from './podman.ts';

const label = 'raibid.owner';

/** Secrets have no labels in podman 4.3: their names say whose they are. */
const secretPrefix = 'raibid-env-';

export async function ownerLabel(): Promise<string> {
  return `${label}=${await thisProcess()}`;
}

/** Name for a secret of podman that this process makes; `key` tells it from its others. */
export async function secretName(key: string): Promise<string> {
  return `${secretPrefix}${await thisProcess()}-${key}`;
}

/** What names this process for ever: its number and when it began. */
async function thisProcess(): Promise<string> {
  return `${process.pid}-${(await processStat(process.pid))?.started ?? ''}`;
}

/** Removes containers, networks and secrets of jobs whose agent is no more (its guard was killed with it, as by a power cut). */
export async function sweepOrphans(podman: Podman): Promise<void> {
  const list = ['--filter', `label=${label}`, '--format', 'json'];
  const [containers, networks, secrets] = await Promise.all([
    podman.run(['ps', '--all', ...list]),
    podman.run(['network', 'ls', ...list]),
    podman.run(['secret', 'ls', '--format', '{{.Name}}']),
  ]);
  for (const id of await orphans(containers.stdout))
    await podman.run(['rm', '--force', '--volumes', '--time', '0', id]);
  for (const name of await orphans(networks.stdout))
    await podman.run(['network', 'rm', '--force', '--time', '0', name]);
  for (const name of await orphanedSecrets(secrets.stdout)) await podman.run(['secret', 'rm', name]);
}

async function orphanedSecrets(listed: Buffer): Promise<string[]> {
  const found: string[] = [];
  for (const name of listed.toString().split('\n')) {
    const owner = name.startsWith(secretPrefix) ? name.slice(secretPrefix.length) : null;
    if (owner !== null && !(await isAlive(owner))) found.push(name);
  }
  return found;
}

/** Whether the process that `thisProcess` once named is still there; what follows its second part is left out. */
async function isAlive(owner: string): Promise<boolean> {
  const [pid, started] = owner.split('-');
  return (await processStat(Number(pid)))?.started === started;
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
    if (!(await isAlive(owner))) found.push(name);
  }
  return found;
}
