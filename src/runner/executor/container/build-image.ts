import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { RaibidError } from '../../../shared/errors.ts';
import type { BuildContext } from '../port.ts';
import type { GuardedNetwork } from './guarded-network.ts';
import type { ContainerPlace } from './job-containers.ts';
import { lastLine, type Podman } from './podman.ts';
import { stopBuild } from './stop-build.ts';

/**
 * Builds an image and answers its id. Its commands run on the job's network, in a user namespace where the agent is root.
 * Only for jobs that are trusted: podman itself reads what the Dockerfile names. Base images are looked for at their
 * registries; those that are here do where that does not answer.
 */
export async function buildImage(
  podman: Podman,
  network: GuardedNetwork,
  place: ContainerPlace,
  { action, folder, dockerfile }: BuildContext,
  signal: AbortSignal,
  say: (line: string) => Promise<void> | void,
): Promise<string> {
  const work = join(place.root, 'image-build');
  await mkdir(work, { recursive: true });
  const idFile = join(work, 'id');
  const context = onThisSide(place, folder);
  await say(`##[group]Building the image of the action ${action} (${dockerfile})`);
  const [program, ...flags] = podman.program;
  const options = ['--pull=newer', '--format', 'docker', '--network', network.name, '--iidfile', idFile];
  const words = [...flags, 'build', ...options, ...podman.ownBuildFlags];
  const child = spawn(program, [...words, '--file', join(context, dockerfile), context], {
    env: { ...podman.env, TMPDIR: work },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = once(child, 'close');
  const stop = (): void => {
    if (child.pid !== undefined) void stopBuild(child.pid, ended);
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const [complaints] = await Promise.all([pass(child.stderr, say), pass(child.stdout, say), ended]);
    await say('##[endgroup]');
    if (child.exitCode === 0) return (await readFile(idFile, 'utf8')).trim();
    throw new RaibidError(
      'container_failed',
      `The image of the action ${action} could not be built: ${lastLine(complaints)}`,
    );
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A folder of the job by its path on this machine. */
function onThisSide({ layout, folders }: ContainerPlace, path: string): string {
  for (const name of ['temp', 'workspace'] as const) {
    if (path === layout[name] || path.startsWith(`${layout[name]}/`)) {
      return folders[name] + path.slice(layout[name].length);
    }
  }
  throw new RaibidError('not_found', `The folder ${path} is neither in the workspace nor in the temp folder.`);
}

/** Says every line, and answers the last of them. */
async function pass(stream: Readable, say: (line: string) => Promise<void> | void): Promise<string> {
  let last: string[] = [];
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    await say(line);
    last = [...last.slice(-9), line];
  }
  return last.join('\n');
}
