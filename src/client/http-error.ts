import { errorBodySchema } from '../contract/views.ts';
import { type ErrorCode, errorCatalogue } from '../shared/error-catalogue.ts';
import { RaibidError, type RaibidErrorOptions } from '../shared/errors.ts';

/** The error that the server answered with, under the same code; `internal` when its body says nothing we know. */
export async function errorFromResponse(response: Response, address: string): Promise<RaibidError> {
  const body = errorBodySchema.safeParse(await readJson(response));
  if (!body.success || !isErrorCode(body.data.error.code)) return strangeAnswer(response, address);
  const { code, message, hint, at, details } = body.data.error;
  const options: RaibidErrorOptions = { hint };
  if (at !== undefined) options.at = at;
  if (details !== undefined) options.details = details;
  return new RaibidError(code, message, options);
}

/** No answer came: nobody listens, the connection broke, or it took too long. */
export function unreachable(address: string, cause: unknown): RaibidError {
  return new RaibidError('unreachable', `${address} does not answer: ${reasonOf(cause)}`, { cause });
}

function strangeAnswer(response: Response, address: string): RaibidError {
  const code =
    response.status === 502 || response.status === 503 || response.status === 504 ? 'unreachable' : 'internal';
  return new RaibidError(code, `${address} answered ${response.status} without an explanation`, {
    hint: 'Check that the address is that of a raibid-ci server.',
  });
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}

/** fetch says only "fetch failed"; the useful words are in the innermost cause. */
function reasonOf(cause: unknown): string {
  let current = cause;
  while (current instanceof Error && current.cause instanceof Error) current = current.cause;
  if (current instanceof AggregateError && current.errors[0] instanceof Error) return current.errors[0].message;
  return current instanceof Error ? current.message : String(current);
}
