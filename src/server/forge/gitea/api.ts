import type { z } from 'zod';
import { RaibidError } from '../../../shared/errors.ts';
import type { ForgeConnection } from '../connection.ts';

/** One call of Gitea's API (<url>/api/swagger). */
export interface GiteaRequest<Answer extends z.ZodType> {
  method: 'GET' | 'POST' | 'DELETE';
  /** Below `/api/v1`, each part encoded. */
  path: string;
  body?: unknown;
  answer: Answer;
}

export type GiteaApi = <Answer extends z.ZodType>(request: GiteaRequest<Answer>) => Promise<z.output<Answer>>;

const timeout = 20_000;
/** An answer larger than this is no answer of this API. */
const maxAnswerBytes = 16 * 1024 * 1024;

/**
 * Calls the API of one forge, and nothing else: redirects are not followed, so that the token goes nowhere but to the
 * configured address. Rejects with `unreachable` for what may pass (no answer, 429, 5xx), `not_found` for 404, and
 * `forge_refused` for everything else.
 */
export function createGiteaApi(connection: Pick<ForgeConnection, 'url' | 'token' | 'name'>): GiteaApi {
  return async ({ method, path, body, answer }) => {
    const response = await send(connection, method, path, body);
    const text = await readText(response, connection);
    if (!response.ok) throw refusal(connection, response, `${method} ${path}`, text);
    const parsed = answer.safeParse(text === '' ? undefined : parseJson(text));
    if (parsed.success) return parsed.data;
    throw new RaibidError('forge_refused', `${connection.name} answers ${method} ${path} in an unknown form.`, {
      hint: `Is ${connection.url} the address of a Gitea 1.21 or newer?`,
      cause: parsed.error,
    });
  };
}

/** `repos/<owner>/<name>` of a repository, encoded. */
export function repositoryPath(fullName: string): string {
  return `/repos/${fullName.split('/').map(encodeURIComponent).join('/')}`;
}

async function send(
  { url, token, name }: Pick<ForgeConnection, 'url' | 'token' | 'name'>,
  method: string,
  path: string,
  body: unknown,
): Promise<Response> {
  try {
    return await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `token ${token}`, accept: 'application/json', 'content-type': 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    throw new RaibidError('unreachable', `The forge ${name} does not answer on ${url}.`, { cause });
  }
}

async function readText(response: Response, { name }: Pick<ForgeConnection, 'name'>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > maxAnswerBytes) throw new RaibidError('too_large', `The forge ${name} answers too much.`);
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof RaibidError) throw cause;
    throw new RaibidError('unreachable', `The forge ${name} broke off its answer.`, { cause });
  }
  return Buffer.concat(chunks).toString('utf8');
}

function refusal(
  { name, url }: { name: string; url: string },
  response: Response,
  call: string,
  text: string,
): RaibidError {
  const { status } = response;
  const said = messageOf(text);
  const words = `The forge ${name} answered ${call} with ${status}${said === '' ? '' : `: ${said}`}`;
  const details = { forge: name, status };
  if (status === 429 || status >= 500) return new RaibidError('unreachable', words, { details });
  if (status === 404) return new RaibidError('not_found', words, { details });
  if (status >= 300 && status < 400) {
    const hint = `${url} redirects; connect the forge by its real address.`;
    return new RaibidError('forge_refused', words, { details, hint });
  }
  return new RaibidError('forge_refused', words, { details });
}

function messageOf(text: string): string {
  const body = parseJson(text);
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : '';
  return typeof message === 'string' ? message.slice(0, 300) : '';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
