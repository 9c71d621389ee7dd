import { rm, writeFile } from 'node:fs/promises';
import type { ContainerSpec } from '../../../workflow/containers/container-spec.ts';
import { fullImageName, registryOf } from './image-registry.ts';
import type { Podman } from './podman.ts';

/** Large images come over slow lines. */
const pullMilliseconds = 30 * 60_000;

/**
 * What podman says of a registry that is away, in the words of Go's network and of containers/image: nobody there, no
 * name, no answer in time, a broken connection, a server error. Anything else is an answer, a refusal among them.
 */
const away =
  /dial tcp|i\/o timeout|handshake timeout|deadline exceeded|connection reset|EOF\b|HTTP status: 5\d\d|status code 5\d\d/i;

/**
 * Gets an image and answers its full name. One that is there already is used when its registry does not answer, as are
 * images of `localhost/`. A registry that refuses is obeyed: what is here may be another repository's private image.
 * `authFile` is where a login stands while it is needed, out of sight of the job.
 */
export async function pullImage(
  podman: Podman,
  { image, credentials }: Pick<ContainerSpec, 'image' | 'credentials'>,
  authFile: string,
  signal: AbortSignal,
  say: (line: string) => Promise<void> | void,
): Promise<string> {
  const name = fullImageName(image);
  const isThere = async () => (await podman.run(['image', 'exists', name])).code === 0;
  if (registryOf(name) === 'localhost' && (await isThere())) return name;
  await say(`Pulling ${name}`);
  try {
    if (credentials !== null) await writeFile(authFile, login(registryOf(name), credentials), { mode: 0o600 });
    const auth = credentials === null ? [] : ['--authfile', authFile];
    await podman.ask(`Cannot pull the image ${image}`, ['pull', '--quiet', ...auth, name], {
      timeoutMilliseconds: pullMilliseconds,
      signal,
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (!away.test(why) || !(await isThere())) throw error;
    await say(`${why}: the image that is here already is used`);
  } finally {
    await rm(authFile, { force: true });
  }
  return name;
}

function login(registry: string, { username, password }: { username: string; password: string }): string {
  const auth = Buffer.from(`${username}:${password}`).toString('base64');
  return JSON.stringify({ auths: { [registry]: { auth } } });
}
