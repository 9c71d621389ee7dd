import type { FastifyInstance } from 'fastify';
import { RaibidError } from '../../shared/errors.ts';
import { errorBody, publicError } from './error-body.ts';

/** Every refusal is answered as `errorBodySchema` with the HTTP status of the catalogue; bugs are logged with their stack. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((thrown, request, reply) => {
    const error = publicError(thrown);
    if (error.http >= 500) request.log.error({ err: thrown, url: pathOf(request.url) }, error.message);
    return reply.code(error.http).send(errorBody(error));
  });
  app.setNotFoundHandler((request) => {
    throw new RaibidError('not_found', `There is no ${request.method} ${pathOf(request.url)} here.`, {
      hint: 'The API is described at /api/v1/openapi.json.',
    });
  });
}

/** Address without its query, which may hold what people typed. */
function pathOf(url: string): string {
  return url.replace(/\?.*$/s, '');
}
