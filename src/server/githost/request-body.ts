import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { RaibidError } from '../../shared/errors.ts';

/**
 * The stages a request body goes through before git reads it: unpacked where the client packed it (git does so for
 * long lists of what it has), and counted, so that neither a long body nor a small one that unpacks to a huge one gets
 * past `maxBytes` (`too_large`). An encoding other than gzip: `input_invalid`.
 */
export function bodyStages(request: IncomingMessage, maxBytes: number): [Readable, ...Transform[]] {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return [request, countBytes(maxBytes)];
  if (encoding === 'gzip' || encoding === 'x-gzip') return [request, createGunzip(), countBytes(maxBytes)];
  throw new RaibidError('input_invalid', 'The content encoding of the request is not known here; gzip is.');
}

function countBytes(maxBytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen <= maxBytes) done(null, chunk);
      else done(new RaibidError('too_large', `The request is larger than ${maxBytes} bytes.`));
    },
  });
}
