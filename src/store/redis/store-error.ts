import {
  AbortError,
  ClientClosedError,
  ClientOfflineError,
  ConnectionTimeoutError,
  DisconnectsClientError,
  ReconnectStrategyError,
  SocketClosedUnexpectedlyError,
  SocketTimeoutError,
} from '@redis/client';
import { RaibidError } from '../../shared/errors.ts';

/** What Redis says first when it refuses everybody, and what that means. */
const refusals: Record<string, string> = {
  MISCONF: 'it cannot write to its disk',
  OOM: 'its memory is full (maxmemory)',
  LOADING: 'it is still loading its data',
  BUSY: 'a script keeps it busy',
  READONLY: 'it is a read-only replica',
  MASTERDOWN: 'its master is away',
  NOAUTH: 'it wants a password',
  WRONGPASS: 'it refused the user name or password',
  NOPERM: 'its user may not do this (docs/redis.md names the rights)',
};

/** How the client says that the connection was lost, or never was. */
const lost = [
  AbortError,
  ClientClosedError,
  ClientOfflineError,
  ConnectionTimeoutError,
  DisconnectsClientError,
  SocketClosedUnexpectedlyError,
  SocketTimeoutError,
];

/** Turns an error of Redis or of the connection into `store_unavailable`; other errors (bugs) stay as they are. */
export function storeError(error: unknown, where: string): unknown {
  if (error instanceof RaibidError || !(error instanceof Error)) return error;
  const fault = faultOf(withoutWrapping(error));
  if (fault === null) return error;
  return new RaibidError('store_unavailable', `The Redis server ${where} cannot be used: ${fault}.`, { cause: error });
}

/** The client wraps the reason for which no connection was made. */
function withoutWrapping(error: Error): Error {
  return error instanceof ReconnectStrategyError ? error.originalError : error;
}

function faultOf(error: Error & { code?: unknown }): string | null {
  const refusal = refusals[error.message.split(' ', 1)[0] ?? ''];
  if (refusal !== undefined) return refusal;
  if (lost.some((kind) => error instanceof kind)) return 'the connection to it is lost';
  return typeof error.code === 'string' ? error.message : null;
}
