import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { RaibidError } from '../../../shared/errors.ts';
import type { ActionContainer, ChildHandle } from '../port.ts';
import { makeActionFolders } from './action-folder.ts';
import type { GuardedNetwork } from './guarded-network.ts';
import { handOver } from './hand-over.ts';
import { bind, type ContainerPlace, placeFlags } from './job-containers.ts';
import type { JobGround } from './job-ground.ts';
import { actionLayout } from './layout.ts';
import type { Podman } from './podman.ts';
import { openServerDoor } from './server-door.ts';

/** The place of a job, for containers of its actions. */
export interface ActionPlace extends ContainerPlace {
  /** The job's steps run as the agent's own user: the container's root must be that user, to share the workspace. */
  trusted: boolean;
  /** The home is shared with the steps, as where they run in a container themselves. */
  sharedHome: boolean;
}

/** Starts one container that ends by itself. What it prints is passed on; then it is removed. */
export async function startActionContainer(
  ground: JobGround,
  place: ActionPlace,
  action: ActionContainer,
): Promise<ChildHandle> {
  const [podman, network] = await Promise.all([ground.podman(), ground.network()]);
  const id = await make(podman, network, place, action);
  const remove = () => podman.run(['rm', '--force', '--volumes', '--time', '0', id]);
  try {
    const { serverUrl } = place;
    const door = serverUrl === undefined ? null : await openServerDoor(podman, id, serverUrl, place.root);
    return attach(podman, id, async () => {
      await door?.close();
      await remove();
    });
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Made but not yet started: it has its network, and its environment is no longer needed outside. */
async function make(
  podman: Podman,
  network: GuardedNetwork,
  place: ActionPlace,
  { image, entrypoint, args, env }: ActionContainer,
): Promise<string> {
  const users = place.trusted ? podman.ownContainerFlags : podman.containerFlags;
  const environment = await handOver(podman, env, place.root);
  const what = 'The container of the action could not be started';
  try {
    const flags = [
      ...placeFlags(podman, network, users),
      ...(await mounts(place)),
      ...['--workdir', actionLayout.workspace, '--log-driver', 'none', '--no-healthcheck'],
      ...environment.flags,
      ...(entrypoint === null ? [] : [`--entrypoint=${JSON.stringify([entrypoint])}`]),
    ];
    const id = await podman.ask(what, ['create', ...flags, image, ...args]);
    try {
      await podman.ask(what, ['init', id]);
    } catch (error) {
      await podman.run(['rm', '--force', '--volumes', '--time', '0', id]);
      throw error;
    }
    return id;
  } finally {
    await environment.forget();
  }
}

async function mounts({ root, folders, trusted, sharedHome }: ActionPlace): Promise<string[]> {
  const { github, home } = await makeActionFolders(root, trusted);
  return [
    `${bind(github, '/github')},readonly`,
    bind(folders.workspace, actionLayout.workspace),
    bind(folders.temp, actionLayout.temp),
    bind(sharedHome ? folders.home : home, actionLayout.home),
  ].flatMap((mount) => ['--mount', mount]);
}

/** Starts the container and reads what it prints. `cleanUp` comes before the exit is told. */
async function attach(podman: Podman, id: string, cleanUp: () => Promise<void>): Promise<ChildHandle> {
  const [program, ...flags] = podman.program;
  const child = spawn(program, [...flags, 'start', '--attach', '--sig-proxy=false', id], {
    env: podman.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  await once(child, 'spawn').catch((cause: unknown) => {
    throw new RaibidError('tool_missing', `Cannot start ${program}.`, { cause });
  });
  let over = false;
  const exit = once(child, 'close').then(async () => {
    over = true;
    await cleanUp();
    return { code: child.exitCode, signal: child.signalCode };
  });
  const kill: ChildHandle['kill'] = (signal) => {
    if (!over) void podman.run(['kill', '--signal', signal, id]).catch(() => undefined);
  };
  return { stdout: child.stdout, stderr: child.stderr, exit, kill };
}
