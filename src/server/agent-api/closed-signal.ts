import type { FastifyReply, FastifyRequest } from 'fastify';

/** Aborted when the caller's connection ends before the answer was sent. */
export function closedSignal(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  const onClose = (): void => {
    if (!reply.raw.writableFinished) controller.abort(new Error('the caller is gone'));
  };
  request.raw.socket.once('close', onClose);
  reply.raw.once('finish', () => request.raw.socket.off('close', onClose));
  return controller.signal;
}
