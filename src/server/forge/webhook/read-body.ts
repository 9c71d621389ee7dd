import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { RaibidError } from '../../../shared/errors.ts';

/** The whole body of a webhook; `too_large` as soon as it is announced, or turns out, to be larger than `maxBytes`. */
export async function readBody(request: IncomingMessage, body: Readable, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): RaibidError {
  return new RaibidError('too_large', `The webhook is larger than ${maxBytes} bytes.`);
}
