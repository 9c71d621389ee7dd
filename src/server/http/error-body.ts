import type { FastifyError } from 'fastify';
import type { ErrorBody } from '../../contract/views.ts';
import { type ErrorCode, errorCatalogue } from '../../shared/error-catalogue.ts';
import { isRaibidError, RaibidError } from '../../shared/errors.ts';

/** What fastify's own refusals are in our catalogue, by its error code; any other 4xx is `input_invalid`. */
const fastifyCodes: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'input_invalid',
};

/** The error as people may see it. What is no `RaibidError` and no refusal by fastify becomes `internal` without its text. */
export function publicError(error: unknown): RaibidError {
  if (isRaibidError(error)) return error;
  if (isClientFault(error)) {
    return new RaibidError(fastifyCodes[error.code] ?? 'input_invalid', error.message, { cause: error });
  }
  return new RaibidError('internal', 'The server met an unexpected error; its log tells more.', { cause: error });
}

function isClientFault(error: unknown): error is FastifyError {
  if (!(error instanceof Error) || !('statusCode' in error)) return false;
  const status = error.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500;
}

/** Body of a refused request (`errorBodySchema`). */
export function errorBody(error: RaibidError): ErrorBody {
  return {
    error: {
      code: error.code,
      title: errorCatalogue[error.code].title,
      message: error.message,
      hint: error.hint,
      ...(error.at === undefined ? {} : { at: error.at }),
      ...(error.details === undefined ? {} : { details: jsonOf(error.details) }),
    },
  };
}

/** Details are made by our own code for machines; what JSON cannot say is left out. */
function jsonOf(details: Record<string, unknown>): Record<string, never> {
  return JSON.parse(JSON.stringify(details));
}
