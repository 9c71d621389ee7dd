import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Streams a stored archive with its size and digest. */
export function sendBlob(
  reply: FastifyReply,
  { size, sha256 }: { size: number; sha256: string },
  content: Readable,
): FastifyReply {
  return reply
    .type('application/gzip')
    .header('content-length', size)
    .header('etag', `"${sha256}"`)
    .header('cache-control', 'private, no-store')
    .send(content);
}
