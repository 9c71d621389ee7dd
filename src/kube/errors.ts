import { z } from 'zod';
import type { ErrorCode } from '../shared/error-catalogue.ts';
import { RaibidError } from '../shared/errors.ts';

/** `Status` of the Kubernetes API: what it answers when it refuses. */
const statusSchema = z.object({
  message: z.string().default(''),
  reason: z.string().default(''),
  details: z
    .object({
      causes: z.array(z.object({ field: z.string().default(''), message: z.string().default('') })).nullish(),
    })
    .nullish(),
});

/** Reasons that callers act upon; every other one is `cluster_refused`. */
const codes: Record<number, ErrorCode> = { 404: 'not_found', 409: 'conflict' };

/** The error for an answer of 400 or more. Its `details` are `{ status, reason, causes }`. */
export function refusal(status: number, call: string, body: string): RaibidError {
  const { message, reason, causes } = readStatus(body);
  const code = reason === 'AlreadyExists' ? 'already_exists' : (codes[status] ?? 'cluster_refused');
  const said = message === '' ? `HTTP status ${status}` : message;
  return new RaibidError(code, `The cluster refused ${call}: ${said}`, {
    details: { status, reason, causes },
    ...hintFor(status),
  });
}

function hintFor(status: number): { hint?: string } {
  if (status === 401) return { hint: 'The credentials are wrong or their time is over: get a new kubeconfig.' };
  if (status === 403)
    return { hint: 'The user of this kubeconfig or the ServiceAccount lacks a right: see the message.' };
  return {};
}

function readStatus(body: string): { message: string; reason: string; causes: { field: string; message: string }[] } {
  try {
    const { message, reason, details } = statusSchema.parse(JSON.parse(body));
    return { message, reason, causes: details?.causes ?? [] };
  } catch {
    return { message: body.trim().slice(0, 1000), reason: '', causes: [] };
  }
}

/** The error for a cluster that could not be asked at all. */
export function unreachable(server: string, cause: unknown): RaibidError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new RaibidError('unreachable', `The Kubernetes API at ${server} cannot be asked: ${reason}`, { cause });
}
