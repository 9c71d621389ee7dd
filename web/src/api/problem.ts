import type { ErrorBody } from '../../../src/contract/views.ts';

/** A refused or failed call, in the words the server gave. */
export class Problem extends Error {
  readonly code: string;
  readonly title: string;
  readonly hint: string;
  /** HTTP status; 0 when the server did not answer at all. */
  readonly status: number;

  constructor(status: number, error: Pick<ErrorBody['error'], 'code' | 'title' | 'message' | 'hint'>) {
    super(error.message);
    this.name = 'Problem';
    this.status = status;
    this.code = error.code;
    this.title = error.title;
    this.hint = error.hint;
  }
}

/** The server cannot be reached from this browser. */
export function unreachable(): Problem {
  return new Problem(0, {
    code: 'unreachable',
    title: 'The server does not answer',
    message: 'No answer from the server.',
    hint: 'Check that `raibid-cli up` is running. This page tries again by itself.',
  });
}

/** Reads the body of a refusal; a body in another form (a proxy's page) gives the status alone. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  if (isErrorBody(body)) return new Problem(response.status, body.error);
  return new Problem(response.status, {
    code: 'unreachable',
    title: 'The server does not answer as expected',
    message: `The answer was HTTP ${response.status} ${response.statusText}.`,
    hint: 'Look at what stands between this browser and raibid-server (a proxy?), and at the server’s log.',
  });
}

function isErrorBody(body: unknown): body is ErrorBody {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false;
  return typeof body.error === 'object' && body.error !== null && 'hint' in body.error;
}

/** Anything thrown, as something that can be shown. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, {
    code: 'internal',
    title: 'Something broke on this page',
    message: error instanceof Error ? error.message : String(error),
    hint: 'This is a bug: please report it. Loading the page again may help.',
  });
}
