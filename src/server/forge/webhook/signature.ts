import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { RaibidError } from '../../../shared/errors.ts';

/** Who sent a webhook delivery, and what it says it is. */
export interface DeliveryHeaders {
  /** The forge's own id of the delivery. */
  id: string;
  /** `push`, `pull_request`... */
  event: string;
  /** HMAC-SHA256 over the raw body, in hex. */
  signature: string;
}

/** Where GitHub and Gitea put the same three facts. Gitea sends both; its own come first. */
const forms = [
  { id: 'x-gitea-delivery', event: 'x-gitea-event', signature: 'x-gitea-signature' },
  { id: 'x-github-delivery', event: 'x-github-event', signature: 'x-hub-signature-256' },
] as const;

/** Reads the headers of a delivery; `unauthorized` when it has no signature, `input_invalid` when it names no event. */
export function readDeliveryHeaders(headers: IncomingHttpHeaders): DeliveryHeaders {
  for (const form of forms) {
    const [id, event, signature] = [headers[form.id], headers[form.event], headers[form.signature]];
    if (typeof event !== 'string') continue;
    if (typeof signature !== 'string' || signature === '') {
      throw new RaibidError('unauthorized', 'The webhook is not signed.', { hint: secretHint });
    }
    if (typeof id !== 'string' || id === '' || id.length > 200) {
      throw new RaibidError('input_invalid', `The webhook has no ${form.id} header.`);
    }
    return { id, event: event.slice(0, 100), signature: signature.replace(/^sha256=/, '') };
  }
  throw new RaibidError('input_invalid', 'This is no webhook of Gitea or GitHub: its headers name no event.');
}

const secretHint = 'Enable the repository again (`raibid-cli repo enable`): that makes its webhook anew.';

/** Refuses with `unauthorized` a body that was signed with none of these secrets. Compares in constant time. */
export function checkSignature(body: Buffer, signature: string, secrets: readonly string[]): void {
  const given = Buffer.from(/^[0-9a-f]{64}$/i.test(signature) ? signature : '', 'hex');
  if (secrets.some((secret) => isSignedWith(secret, body, given))) return;
  throw new RaibidError('unauthorized', 'The signature of the webhook is wrong.', { hint: secretHint });
}

function isSignedWith(secret: string, body: Buffer, given: Buffer): boolean {
  const expected = createHmac('sha256', secret).update(body).digest();
  return given.length === expected.length && timingSafeEqual(given, expected);
}
