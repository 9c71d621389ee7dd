import type { FastifyRequest } from 'fastify';
import { RaibidError } from '../../shared/errors.ts';
import { withUploadBody } from '../agent-api/upload-body.ts';
import type { ServerDeps } from '../deps.ts';
import { readBody } from '../forge/webhook/read-body.ts';
import { checkSignature, readDeliveryHeaders } from '../forge/webhook/signature.ts';
import { openCredentials } from './credentials.ts';

/**
 * Takes one delivery of the other side's webhook: checks its signature over the raw bytes and asks for a sync. Nothing
 * of the body is used, so a replay does no harm. A mirror that is not there is not told from a wrong signature.
 */
export async function receiveMirrorWebhook(
  deps: ServerDeps,
  repositoryId: string,
  request: FastifyRequest,
): Promise<void> {
  const headers = readDeliveryHeaders(request.headers);
  const mirror = await deps.store.mirrors.get(repositoryId);
  if (mirror === null) throw new RaibidError('unauthorized', 'The signature of the webhook is wrong.');
  const { webhookBytes } = deps.config.limits;
  const body = await withUploadBody(request.raw, (stream) => readBody(request.raw, stream, webhookBytes));
  checkSignature(body, headers.signature, [openCredentials(deps.sealer, mirror).hookSecret]);
  await deps.mirrors.wake(repositoryId);
}
