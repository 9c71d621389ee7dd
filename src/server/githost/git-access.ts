import type { FastifyReply, FastifyRequest } from 'fastify';
import { isRaibidError, RaibidError } from '../../shared/errors.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { Principal, ServerDeps } from '../deps.ts';
import type { Authenticator } from '../identity/authenticator.ts';
import { readCredentials } from '../identity/credentials.ts';

export interface GitAccess {
  repository: RepositoryRecord;
  principal: Principal;
  /** Who pushes, for the records. */
  actor: string;
  /** Runs are made of a push by a person only: a job that pushes must not start itself over and over, as on GitHub. */
  startsRuns: boolean;
}

/** Actor of pushes that a job makes with its own token, GitHub's name for it. */
const jobActor = 'github-actions[bot]';

/**
 * Who may read or write which repository over git: a user everything; a job its own repository, writing only with
 * `permissions: contents: write`. A job that asks for another one does not learn whether it exists.
 */
export async function openAccess(
  deps: Pick<ServerDeps, 'store'> & { authenticator: Authenticator },
  call: { request: FastifyRequest; reply: FastifyReply; fullName: string; write: boolean },
): Promise<GitAccess> {
  const principal = await authenticate(deps.authenticator, call.request, call.reply);
  if (principal.kind === 'job') refuseBeyondJob(principal, call);
  const repository = await deps.store.repositories.find(call.fullName);
  if (repository === null) throw new RaibidError('not_found', `There is no repository ${call.fullName}.`);
  if (call.write) await refuseMirror(deps, repository);
  return { repository, principal, actor: actorOf(principal), startsRuns: principal.kind === 'user' };
}

/** The next sync would undo the push. */
async function refuseMirror({ store }: Pick<ServerDeps, 'store'>, { id, fullName }: RepositoryRecord): Promise<void> {
  const mirror = await store.mirrors.get(id);
  if (mirror === null) return;
  throw new RaibidError('forbidden', `${fullName} is a mirror of ${mirror.url}.`, {
    hint: 'Push there, or stop following it: raibid-cli mirror remove.',
  });
}

/** Takes no cookie: git has none, and a browser has no business here. */
async function authenticate(
  authenticator: Authenticator,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Principal> {
  try {
    const credentials = readCredentials(request.headers, undefined);
    if (credentials === null) throw new RaibidError('unauthorized', 'The request carries no token.');
    return await authenticator.check(credentials.token, request, reply, ['user', 'job']);
  } catch (error) {
    if (isRaibidError(error, 'unauthorized'))
      reply.header('www-authenticate', 'Basic realm="raibid-ci", charset="UTF-8"');
    throw error;
  }
}

function refuseBeyondJob(
  principal: Extract<Principal, { kind: 'job' }>,
  call: { fullName: string; write: boolean },
): void {
  const own = principal.spec.repository.fullName;
  if (own.toLowerCase() !== call.fullName.toLowerCase()) {
    throw new RaibidError('forbidden', `The token of this job is for ${own} only.`);
  }
  if (call.write && principal.spec.permissions.contents !== 'write') {
    throw new RaibidError('forbidden', 'The token of this job may not push.', {
      hint: 'Give the job `permissions: contents: write` in the workflow.',
    });
  }
}

function actorOf(principal: Principal): string {
  return principal.kind === 'user' ? principal.token.name : jobActor;
}
