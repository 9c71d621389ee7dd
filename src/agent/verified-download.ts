import { createHash } from 'node:crypto';
import { pipeline, type Readable, Transform } from 'node:stream';
import { RaibidError } from '../shared/errors.ts';

/** The same bytes; the stream fails at its end when they do not have the named SHA-256. */
export function verified(content: Readable, what: string, sha256: string): Readable {
  const hash = createHash('sha256');
  const check = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      done(hash.digest('hex') === sha256 ? null : damaged(what));
    },
  });
  return pipeline(content, check, () => {});
}

function damaged(what: string): RaibidError {
  return new RaibidError('internal', `${what} arrived damaged: its SHA-256 digest is not the one it was stored with.`, {
    hint: 'Run the job again; if it stays so, the disk of the server may be failing.',
  });
}
