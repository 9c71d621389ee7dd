import { setTimeout as sleep } from 'node:timers/promises';
import { RaibidError } from '../../../shared/errors.ts';
import { basicLogin, bearerOf, isLocal, tokenAddress } from '../registry-login.ts';

export interface RegistryLogin {
  username: string;
  password: string;
}

export interface SessionOptions {
  /** Host and port. */
  registry: string;
  login?: RegistryLogin;
  /** Plain http although the registry is on another machine. */
  allowHttp: boolean;
  /** Milliseconds before the first repetition of a request that failed; doubled each time. */
  pause?: number;
  signal?: AbortSignal;
}

export interface RegistryRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  /** Below `/v2/`, or the full address that the registry answered as Location. */
  at: string | URL;
  headers?: Record<string, string>;
  body?: string | Blob;
  /** The caller tries again, from an earlier step. */
  once?: boolean;
}

/** Asks one registry (OCI distribution 1.1) as one user. Answers of 500 and up, and lost connections, are tried again. */
export type RegistrySession = (request: RegistryRequest) => Promise<Response>;

const tries = 4;
const temporary = new Set([408, 429, 500, 502, 503, 504]);

/** Throws `unreachable` and `unauthorized`; other answers are the caller's to judge. */
export function registrySession(options: SessionOptions): RegistrySession {
  const { registry } = options;
  const origin = `${isLocal(registry) || options.allowHttp ? 'http' : 'https'}://${registry}`;
  let authorization: string | undefined;

  async function once(request: RegistryRequest): Promise<Response> {
    const url = new URL(request.at instanceof URL ? request.at : `/v2/${request.at}`, origin);
    // Uploads may be sent elsewhere (object stores), which are not to see the login.
    const headers = { ...request.headers, ...(authorization && url.origin === origin && { authorization }) };
    return fetch(url, {
      method: request.method,
      headers,
      redirect: 'follow',
      ...(request.body !== undefined && { body: request.body }),
      ...(options.signal && { signal: options.signal }),
    });
  }

  async function withLogin(request: RegistryRequest): Promise<Response> {
    const answer = await once(request);
    if (answer.status !== 401) return answer;
    await answer.body?.cancel();
    authorization = await logIn(answer, options);
    const second = await once(request);
    if (second.status === 401 || second.status === 403) throw await refused(second, options);
    return second;
  }

  return async (request) => {
    for (let attempt = request.once === true ? tries : 1; ; attempt++) {
      const answer = await withLogin(request).catch((error: unknown) => lostConnection(error, attempt, options));
      if (answer && (!temporary.has(answer.status) || attempt >= tries)) return answer;
      await answer?.body?.cancel();
      await sleep((options.pause ?? 500) * 2 ** (attempt - 1), undefined, { signal: options.signal });
    }
  };
}

function lostConnection(error: unknown, attempt: number, { registry, signal }: SessionOptions): undefined {
  if (error instanceof RaibidError || signal?.aborted) throw error;
  if (attempt < tries) return undefined;
  const why = error instanceof Error ? String(error.cause ?? error.message) : '';
  throw new RaibidError('unreachable', `The registry ${registry} cannot be reached: ${why}`, { cause: error });
}

/** The header that the registry's challenge asks for: the login itself, or the token that it is exchanged for. */
async function logIn(answer: Response, { registry, login, signal }: SessionOptions): Promise<string> {
  if (!login) {
    throw new RaibidError('unauthorized', `The registry ${registry} wants a login.`, {
      hint: 'Give --username and --password-stdin (or --password-file); for Gitea an access token is a password.',
    });
  }
  const basic = basicLogin(`${login.username}:${login.password}`);
  const url = tokenAddress(answer);
  if (url === null) return basic;
  const given = await fetch(safeAddress(url, registry), {
    headers: { authorization: basic },
    ...(signal && { signal }),
  });
  if (!given.ok) throw await refused(given, { registry });
  return bearerOf(given);
}

/** The password goes to where the registry says, but never in the clear to another machine than the registry itself. */
function safeAddress(url: URL, registry: string): URL {
  if (url.protocol === 'https:' || url.host === registry || isLocal(url.host)) return url;
  throw new RaibidError(
    'unreachable',
    `The registry ${registry} wants the password sent to ${url.origin}, unencrypted.`,
    {
      hint: "Correct the registry's own address (Gitea: ROOT_URL).",
    },
  );
}

async function refused(answer: Response, { registry }: Pick<SessionOptions, 'registry'>): Promise<RaibidError> {
  const details = (await answer.text()).slice(0, 300);
  return new RaibidError('unauthorized', `The registry ${registry} refuses this login: ${answer.status} ${details}`, {
    hint: 'Check user, password (or token, with the right to write packages) and the owner in the name of the image.',
  });
}
