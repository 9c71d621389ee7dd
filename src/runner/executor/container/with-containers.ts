import { runTool } from '../../steps/run-tool.ts';
import type { ChildHandle, Executor, SpawnCommand } from '../port.ts';
import { startActionContainer } from './action-container.ts';
import { readyImage } from './action-image.ts';
import { execInContainer } from './exec-process.ts';
import { type ContainerPlace, type RunningContainers, startContainers } from './job-containers.ts';
import { prepareGround } from './job-ground.ts';

/** What `withContainers` adds to a place. */
export interface ContainerUse extends ContainerPlace {
  /** The job has a `container:`; otherwise services only, and steps run where they would run anyway. */
  inContainer: boolean;
  /** PATH of the runner's own tools. */
  toolPath: string;
}

/**
 * A place whose job may have containers. With a container of the job, `base` is a sandbox over the same folders at the
 * same paths: files are read and written there, since a path in them may lead anywhere, and git and tar run there, since
 * an image need not have them; the programs of the steps run in the container. A `container:` that an expression leaves
 * empty is none: then they run in the sandbox.
 */
export function withContainers(base: Executor, use: ContainerUse): Executor {
  let running: RunningContainers | null = null;
  const ground = prepareGround(use, use.name);
  const trusted = base.isolation === 'none';
  const containers: Executor['containers'] = {
    start: async (wanted, signal, say) => {
      running = await startContainers(ground, use, wanted, signal, say);
      return running.started;
    },
    image: (image, signal, say) => readyImage(ground, use, image, signal, say),
    run: (action) => startActionContainer(ground, { ...use, trusted, sharedHome: use.inContainer }, action),
  };
  const close: Executor['close'] = async (grace) => {
    // First the containers: what runs in them holds the folders of the sandbox.
    await running?.door?.close();
    await ground.remove();
    await base.close(grace);
  };
  if (!use.inContainer) return { ...base, containers, close };

  const spawn = async (command: SpawnCommand): Promise<ChildHandle> => {
    if (command.tool) return base.spawn({ ...command, env: { ...command.env, PATH: use.toolPath } });
    const inside = running?.started.container;
    if (running === null || !inside) return base.spawn(command);
    return execInContainer(running.podman, inside.id, command);
  };
  const whichInside = rememberFound(spawn);
  return {
    ...base,
    get defaultShell() {
      return running?.started.container ? 'sh' : 'bash';
    },
    containers,
    spawn,
    which: (program, path) => (running?.started.container ? whichInside(program, path) : base.which(program, path)),
    close,
  };
}

/** `command -v` in the container. What was found is remembered: every look costs the start of a process there. */
function rememberFound(spawn: Executor['spawn']): Executor['which'] {
  const found = new Map<string, string>();
  return async (program, path) => {
    if (program.startsWith('/')) return program;
    const key = `${path ?? ''}\0${program}`;
    const known = found.get(key);
    if (known !== undefined) return known;
    const { code, stdout } = await runTool(
      { spawn },
      {
        argv: ['/bin/sh', '-c', 'command -v -- "$1"', 'sh', program],
        cwd: '/',
        env: path === undefined ? {} : { PATH: path },
        tool: false,
      },
    );
    const place = stdout.toString().trim();
    if (code !== 0 || !place.startsWith('/')) return null;
    found.set(key, place);
    return place;
  };
}
