import { RaibidError } from '../../shared/errors.ts';

export interface PullOptions {
  /** `user:password` by registry, as `docker login` keeps them. */
  credentials: ReadonlyMap<string, string>;
  signal: AbortSignal;
}

/** Reads from one repository of one registry; logs in anew where the registry asks for it. */
export type RegistryReader = (path: string, accept: string) => Promise<Response>;

const local = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Asks `/v2/<repository>/<path>`. Throws `unreachable`, `not_found`, `unauthorized`. */
export function registryReader(registry: string, repository: string, options: PullOptions): RegistryReader {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const base = `${local.test(host) ? 'http' : 'https'}://${host}/v2/${repository}`;
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
  { signal }: PullOptions,
): Promise<Response> {
  try {
    return await fetch(url, { headers, signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new RaibidError('unreachable', `The registry ${host} cannot be reached.`, { cause });
  }
}

/** The header for the registry's challenge (distribution spec, "token authentication"); without credentials anonymous. */
async function logIn(answer: Response, registry: string, repository: string, options: PullOptions): Promise<string> {
  await answer.body?.cancel();
  const challenge = answer.headers.get('www-authenticate') ?? '';
  const credentials = options.credentials.get(registry);
  const basic = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
  const parameter = (name: string): string | undefined => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1];
  const realm = parameter('realm');
  if (realm === undefined || !URL.canParse(realm) || /^basic/i.test(challenge)) return basic ?? '';
  const url = new URL(realm);
  url.searchParams.set('service', parameter('service') ?? '');
  url.searchParams.set('scope', parameter('scope') ?? `repository:${repository}:pull`);
  const given = await reach(url.host, url, basic === undefined ? {} : { authorization: basic }, options);
  if (!given.ok) throw refusal(given.status, registry, repository);
  const { token, access_token: access } = (await given.json()) as { token?: string; access_token?: string };
  return `Bearer ${token ?? access ?? ''}`;
}

function refusal(status: number, registry: string, what: string): RaibidError {
  if (status === 404) return new RaibidError('not_found', `The registry ${registry} has no ${what}.`);
  if (status !== 401 && status !== 403) {
    return new RaibidError('unreachable', `The registry ${registry} answers ${status} for ${what}.`);
  }
  return new RaibidError('unauthorized', `The registry ${registry} does not show ${what}.`, {
    hint: 'Log in with `docker login`, or put the image into the folder of --images.',
  });
}
