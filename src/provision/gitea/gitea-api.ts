import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { RaibidError } from '../../shared/errors.ts';
import type { ComponentContext } from '../context.ts';
import { withPortForward } from '../port-forward.ts';
import { readSecret } from '../secrets/stored-secret.ts';

/** Where Gitea is, as infra/gitea/chart deploys it. */
const giteaPlace = { namespace: 'raibid-gitea', target: 'service/gitea', port: 3000 } as const;

/** Gitea's API as its administrator. */
export interface GiteaApi {
  /** Address on this machine's loopback, while it is forwarded. */
  url: string;
  username: string;
  password: string;
  /** The parsed answer, null when it has no body. Throws `not_found`, or `provision_failed` with what Gitea says. */
  call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
}

const adminSchema = z.object({ username: z.string(), password: z.string() });
const refusalSchema = z.object({ message: z.string().default('') }).catch({ message: '' });

/** Calls Gitea while `use` runs. Throws `provision_failed` when Gitea's administrator is not known. */
export async function withGitea<Result>(
  context: Pick<ComponentContext, 'cluster' | 'signal' | 'env'>,
  use: (api: GiteaApi) => Promise<Result>,
): Promise<Result> {
  const admin = adminSchema.safeParse(await readSecret(context, giteaPlace.namespace, 'gitea-admin'));
  if (!admin.success)
    throw new RaibidError('provision_failed', 'the Secret raibid-gitea/gitea-admin names no administrator', {
      hint: 'Set up gitea first: raibid-cli setup gitea.',
    });
  return withPortForward(context, giteaPlace, ({ host, port }) =>
    use(createGiteaApi({ url: `http://${host}:${port}`, ...admin.data, signal: context.signal })),
  );
}

/** Gitea answers a question with 500 while SQLite is busy, or a repository is being written to. */
async function untilNoServerError(ask: () => Promise<Response>, signal: AbortSignal): Promise<Response> {
  for (let rest = 4; ; rest -= 1) {
    const answer = await ask();
    if (answer.status < 500 || rest === 0) return answer;
    await answer.body?.cancel();
    await delay(1000, undefined, { signal });
  }
}

function createGiteaApi(options: { url: string; username: string; password: string; signal: AbortSignal }): GiteaApi {
  const { url, username, password, signal } = options;
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return {
    url,
    username,
    password,
    async call(method, path, body) {
      const ask = () =>
        fetch(`${url}/api/v1${path}`, {
          method,
          signal,
          headers: { authorization, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
      const answer = await (method === 'GET' ? untilNoServerError(ask, signal) : ask());
      const text = await answer.text();
      if (answer.ok) return text === '' ? null : JSON.parse(text);
      const { message } = refusalSchema.parse(
        answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {},
      );
      const said = `Gitea refused ${method} ${path}: ${message || `HTTP status ${answer.status}`}`;
      throw new RaibidError(answer.status === 404 ? 'not_found' : 'provision_failed', said);
    },
  };
}
