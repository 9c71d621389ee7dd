import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';

/**
 * Gives the bytes of an upload to `work`. When it ends before they do (a refusal, too large, full disk), the rest is read
 * and dropped, so that a caller who is still sending sees the answer and the connection comes to rest. The bytes end in
 * an error when the caller goes away.
 */
export async function withUploadBody<T>(request: IncomingMessage, work: (body: Readable) => Promise<T>): Promise<T> {
  const body = new PassThrough();
  request.pipe(body);
  body.once('close', () => request.resume());
  request.once('close', () => {
    if (!request.complete) body.destroy(new Error('The caller went away in mid-upload.'));
  });
  try {
    return await work(body);
  } finally {
    body.destroy();
  }
}
