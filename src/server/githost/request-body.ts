import type { IncomingMessage } from 'node:http';
import { PassThrough, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { RaibidError } from '../../shared/errors.ts';

/**
 * A request body as git reads it: unpacked where the client packed it (git does so for long lists of what it has), and
 * counted, so that neither a long body nor a small one that unpacks to a huge one gets past `maxBytes` (`too_large`). An
 * encoding other than gzip: `input_invalid`. The stages end in error when the client goes away; an error of theirs leaves
 * the connection open, so that it can still be answered.
 */
export function bodyStages(request: IncomingMessage, maxBytes: number): Transform[] {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  const stages = unpackers[encoding]?.();
  if (stages === undefined) {
    throw new RaibidError('input_invalid', 'The content encoding of the request is not known here; gzip is.');
  }
  const first = new PassThrough();
  request.pipe(first);
  // What is not wanted any more is read and dropped: a client that is still sending would not see the answer.
  first.once('close', () => request.resume());
  request.once('close', () => {
    if (!request.complete) first.destroy(new Error('The client went away.'));
  });
  return [first, ...stages, countBytes(maxBytes)];
}

const unpackers: Record<string, () => Transform[]> = {
  identity: () => [],
  gzip: () => [createGunzip()],
  'x-gzip': () => [createGunzip()],
};

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
