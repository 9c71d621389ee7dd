import { join } from 'node:path';
import { z } from 'zod';
import type { ContainerSpec } from '../../../workflow/containers/container-spec.ts';
import { splitWords } from '../../../workflow/containers/split-words.ts';
import type { JobLayout, StartedContainers, WantedContainers } from '../port.ts';
import type { GuardedNetwork } from './guarded-network.ts';
import { handOver } from './hand-over.ts';
import { healthFlags, waitForHealth } from './health.ts';
import type { JobGround } from './job-ground.ts';
import { nodeInContainer } from './layout.ts';
import type { Podman, PodmanOptions } from './podman.ts';
import { pullImage } from './pull-image.ts';
import { openServerDoor, type ServerDoor } from './server-door.ts';

/** Where the containers of one job find things. */
export interface ContainerPlace extends PodmanOptions {
  /** Names the network; of this attempt alone. */
  name: string;
  /** Folder of the job on this side that no job sees: for what podman reads. */
  root: string;
  /** Folders of the machine by their paths in the job's container. */
  folders: JobLayout;
  layout: JobLayout;
  /** Node.js of this machine, for actions in JavaScript. */
  node: string;
  /** The server's address as steps are told it; absent where there is none. */
  serverUrl?: string;
  /** Images may be built from Dockerfiles: where jobs are trusted with the agent's own rights. */
  mayBuild: boolean;
}

/** The containers of one job while they run. */
export interface RunningContainers {
  podman: Podman;
  started: StartedContainers;
  door: ServerDoor | null;
}

type Say = (line: string) => Promise<void> | void;

/** Starts the services of a job, then its container. What was made is removed again when something fails. */
export async function startContainers(
  ground: JobGround,
  place: ContainerPlace,
  wanted: WantedContainers,
  signal: AbortSignal,
  say: Say,
): Promise<RunningContainers> {
  try {
    const [podman, network] = await Promise.all([ground.podman(), ground.network()]);
    const starter: Starter = { ground, place, podman, network, signal, say };
    const services: StartedContainers['services'] = {};
    for (const [name, spec] of Object.entries(wanted.services))
      services[name] = await startService(starter, name, spec);
    const container = wanted.container === null ? null : await startJobContainer(starter, wanted.container);
    for (const [name, { id }] of Object.entries(services)) {
      await say(`Waiting for the service ${name}`);
      const health = wanted.services[name]?.options.health;
      if (health !== undefined) await waitForHealth(podman, { name, id }, health, signal);
    }
    const { serverUrl, root } = place;
    const needsDoor = container !== null && serverUrl !== undefined;
    const door = needsDoor ? await openServerDoor(podman, container.id, serverUrl, root) : null;
    return { podman, door, started: { container, services } };
  } catch (error) {
    await ground.remove();
    throw error;
  }
}

interface Starter {
  ground: JobGround;
  place: ContainerPlace;
  podman: Podman;
  network: GuardedNetwork;
  signal: AbortSignal;
  say: Say;
}

/** Options that all containers of a job have, those of actions too. */
export function placeFlags(podman: Podman, network: GuardedNetwork, users = podman.containerFlags): string[] {
  const belongs = ['--network', network.name, ...network.labels, ...users];
  return [...belongs, '--security-opt', 'label=disable', '--pull', 'never'];
}

/** A container sees no folder of the machine but those that are named. */
function commonFlags({ podman, network }: Starter, { options, volumes, ports }: ContainerSpec): string[] {
  return [
    ...['--detach', ...placeFlags(podman, network)],
    ...volumes.flatMap((path) => ['--volume', path]),
    ...ports.flatMap(({ host, container, protocol }) => [
      '--publish',
      `127.0.0.1:${host ?? ''}:${container}/${protocol}`,
    ]),
    ...options.flags,
    ...healthFlags(options.health),
  ];
}

async function startService(
  starter: Starter,
  name: string,
  spec: ContainerSpec,
): Promise<StartedContainers['services'][string]> {
  const { podman, place, network } = starter;
  const image = await pullImage(podman, spec, join(place.root, 'registry-login.json'), starter.signal, starter.say);
  const environment = await handOver(podman, spec.env, place.root);
  // Not before: a health check in the container has the same environment, and podman looks it up anew.
  starter.ground.atEnd(environment.forget);
  const entrypoint = spec.entrypoint ? [`--entrypoint=${JSON.stringify(splitWords(spec.entrypoint))}`] : [];
  const command = spec.command ? splitWords(spec.command) : [];
  const flags = [...commonFlags(starter, spec), '--network-alias', name, ...environment.flags, ...entrypoint];
  const id = await podman.ask(`The service ${name} could not be started`, ['run', ...flags, image, ...command]);
  await starter.say(`Started the service ${name} (${image})`);
  return { id, network: network.name, ports: await publishedPorts(podman, id) };
}

/** `5432/tcp -> 127.0.0.1:32768` a line. */
async function publishedPorts(podman: Podman, id: string): Promise<Record<string, string>> {
  const listed = await podman.ask('The ports of a service are not known', ['port', id]);
  const ports = [...listed.matchAll(/^(\d+)\/\w+ -> \S*:(\d+)$/gm)].map(([, inside = '', outside = '']) => [
    inside,
    outside,
  ]);
  return Object.fromEntries(ports);
}

/** The container that steps run in: it only waits, as on GitHub. */
async function startJobContainer(
  starter: Starter,
  spec: ContainerSpec,
): Promise<NonNullable<StartedContainers['container']>> {
  const { podman, place, network } = starter;
  const image = await pullImage(podman, spec, join(place.root, 'registry-login.json'), starter.signal, starter.say);
  const { folders, layout } = place;
  const mounts = [
    bind(folders.workspace, layout.workspace),
    bind(folders.temp, layout.temp),
    bind(folders.toolCache, layout.toolCache),
    bind(folders.home, layout.home),
    `${bind(place.node, nodeInContainer)},readonly`,
  ].flatMap((mount) => ['--mount', mount]);
  const flags = [...commonFlags(starter, spec), ...mounts, '--workdir', layout.workspace, '--entrypoint=["tail"]'];
  const id = await podman.ask('The container of the job could not be started', [
    'run',
    ...flags,
    image,
    '-f',
    '/dev/null',
  ]);
  await starter.say(`Started the container of the job (${image})`);
  return {
    id,
    network: network.name,
    environment: { ...(await imageEnvironment(podman, image)), ...spec.env },
    node: nodeInContainer,
  };
}

export function bind(source: string, target: string): string {
  return `type=bind,source=${source},destination=${target}`;
}

const imageSchema = z.array(z.object({ Config: z.object({ Env: z.array(z.string()).nullish() }) }));

async function imageEnvironment(podman: Podman, image: string): Promise<Record<string, string>> {
  const text = await podman.ask('The image is gone', ['image', 'inspect', image]);
  const entries = imageSchema.parse(JSON.parse(text))[0]?.Config.Env ?? [];
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}
