import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { RaibidError } from '../../../shared/errors.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { RepositoryRecord } from '../../../store/port/repositories.ts';
import { withUploadBody } from '../../agent-api/upload-body.ts';
import type { ServerDeps } from '../../deps.ts';
import { followDefaultBranch } from '../../githost/default-branch.ts';
import { isEnabled } from '../../scheduler/enabled-repositories.ts';
import { acceptedHookSecrets } from '../connection.ts';
import type { ForgeEvent } from '../events.ts';
import { builtinForge } from '../port.ts';
import { readBody } from './read-body.ts';
import { readWebhookEvent } from './read-event.ts';
import { checkSignature, type DeliveryHeaders, readDeliveryHeaders } from './signature.ts';

/** `made`: it started these runs (or none matched); `seen`: a replay; `ignored`: an event that starts nothing. */
export interface Received {
  outcome: 'made' | 'seen' | 'ignored';
  runIds: string[];
}

/**
 * Takes one delivery of a forge's webhook. Nothing of the body is looked at before its signature was checked over the
 * raw bytes; a body whose delivery id or digest was seen before starts nothing.
 */
export async function receiveWebhook(
  deps: ServerDeps,
  repositoryId: string,
  request: FastifyRequest,
): Promise<Received> {
  const headers = readDeliveryHeaders(request.headers);
  const { repository, secrets } = await targetOf(deps, repositoryId);
  const { webhookBytes } = deps.config.limits;
  const body = await withUploadBody(request.raw, (stream) => readBody(request.raw, stream, webhookBytes));
  checkSignature(body, headers.signature, secrets);
  const receipts = receiptsOf(repository, headers, body);
  for (const receipt of receipts) {
    const seen = await deps.store.deliveries.find(receipt);
    if (seen !== null) return { outcome: 'seen', runIds: seen.runIds };
  }
  const parsed = parseBody(body);
  const current = await followDefaultBranch(deps, repository, defaultBranchOf(parsed) ?? repository.defaultBranch);
  const event = await eventOf(deps, repository, readWebhookEvent(headers.event, parsed));
  if (event === null) return { outcome: 'ignored', runIds: [] };
  const { runIds } = await deps.scheduler.forgeEvent(current, event, receipts);
  request.log.info({ repository: repository.fullName, event: headers.event, delivery: headers.id, runIds }, 'webhook');
  return { outcome: 'made', runIds };
}

/**
 * Into a mirror this server pushes itself and looks at the refs right after. A report that comes late, when a branch is
 * gone again, must not count as a new push: the refs alone decide there.
 */
async function eventOf(
  { store }: ServerDeps,
  { id }: RepositoryRecord,
  event: ForgeEvent | null,
): Promise<ForgeEvent | null> {
  if (event?.kind !== 'push' || (await store.mirrors.get(id)) === null) return event;
  return { kind: 'refs', actor: event.actor };
}

/** A repository that is not there, or not enabled, is told from a wrong signature by nobody. */
async function targetOf(
  { store, forges }: ServerDeps,
  id: string,
): Promise<{ repository: RepositoryRecord; secrets: string[] }> {
  const repository = await store.repositories.get(id);
  if (repository === null || repository.forge === builtinForge || !(await isEnabled(store, repository))) {
    throw new RaibidError('unauthorized', 'The signature of the webhook is wrong.');
  }
  const connection = await forges.connections.get(repository.forge);
  return { repository, secrets: acceptedHookSecrets(connection, repository.id) };
}

/** The id is what the forge says, and not signed; the digest of the signed body holds against a changed id. */
function receiptsOf({ id }: RepositoryRecord, headers: DeliveryHeaders, body: Buffer): string[] {
  const digest = createHash('sha256').update(`${headers.event}\0`).update(body).digest('hex');
  return [`webhook:${id}:${headers.id}`, `webhook:${id}:sha256:${digest}`];
}

const withDefaultBranch = z.object({ repository: z.object({ default_branch: z.string().min(1).max(200) }) });

/** Both forges say it with every event; an empty repository has none. */
function defaultBranchOf(body: JsonObject): string | undefined {
  return withDefaultBranch.safeParse(body).data?.repository.default_branch;
}

function parseBody(body: Buffer): JsonObject {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch (cause) {
    throw new RaibidError('input_invalid', 'The webhook is not JSON.', {
      hint: 'Set its content type to application/json.',
      cause,
    });
  }
  throw new RaibidError('input_invalid', 'The webhook is no JSON object.');
}
