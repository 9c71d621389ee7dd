import { RaibidError } from '../../shared/errors.ts';
import { basicLogin, bearerOf, isLocal, tokenAddress } from './registry-login.ts';

export interface ReaderOptions {
  /** `user:password` by registry, as `docker login` keeps them. */
  credentials: ReadonlyMap<string, string>;
  /** Registries that are asked by plain http; those on this machine always are. */
  insecure?: readonly string[];
  signal: AbortSignal;
}

/** Reads from one repository of one registry; logs in anew where the registry asks for it. */
export type RegistryReader = (path: string, accept: string) => Promise<Response>;

/** Asks `/v2/<repository>/<path>`. Throws `unreachable`, `not_found`, `unauthorized`. */
export function registryReader(registry: string, repository: string, options: ReaderOptions): RegistryReader {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const isPlain = isLocal(host) || options.insecure?.includes(registry) === true;
  const base = `${isPlain ? 'http' : 'https'}://${host}/v2/${repository}`;
  let authorization: string | undefined;
  const ask = (path: string, accept: string): Promise<Response> =>
    reach(host, `${base}/${path}`, { accept, ...(authorization === undefined ? {} : { authorization }) }, options);

  return async (path, accept) => {
    let answer = await ask(path, accept);
    if (answer.status === 401) {
      authorization = await logIn(answer, registry, repository, options);
      answer = await ask(path, accept);
    }
    if (answer.ok) return answer;
    await answer.body?.cancel();
    throw refusal(answer.status, registry, `${repository} (${path})`);
  };
}

async function reach(
  host: string,
  url: string | URL,
  headers: Record<string, string>,
  { signal }: ReaderOptions,
): Promise<Response> {
  try {
    return await fetch(url, { headers, signal });
  } catch (cause) {
    signal.throwIfAborted();
    const why = cause instanceof Error ? String(cause.cause ?? cause.message) : '';
    throw new RaibidError('unreachable', `The registry ${host} cannot be reached: ${why}`, { cause });
  }
}

/** The header for the registry's challenge; without credentials anonymous. */
async function logIn(answer: Response, registry: string, repository: string, options: ReaderOptions): Promise<string> {
  await answer.body?.cancel();
  const credentials = options.credentials.get(registry);
  const basic = credentials === undefined ? undefined : basicLogin(credentials);
  const url = tokenAddress(answer, `repository:${repository}:pull`);
  if (url === null) return basic ?? '';
  const given = await reach(url.host, url, basic === undefined ? {} : { authorization: basic }, options);
  if (!given.ok) throw refusal(given.status, registry, repository);
  return bearerOf(given);
}

function refusal(status: number, registry: string, what: string): RaibidError {
  if (status === 404) return new RaibidError('not_found', `The registry ${registry} has no ${what}.`);
  if (status !== 401 && status !== 403) {
    return new RaibidError('unreachable', `The registry ${registry} answers ${status} for ${what}.`);
  }
  return new RaibidError('unauthorized', `The registry ${registry} does not show ${what}.`, {
    hint: 'Log in with `docker login`, or check the name. `bundle create` also takes images from the folder of --images.',
  });
}
