import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { RaibidError } from '../../../shared/errors.ts';

/** A socket that is not there yet is looked for again after this long, in milliseconds. */
const lookAgain = 50;

/**
 * Makes a Unix socket and takes exactly one connection, then the socket is gone: whoever comes later finds nothing. Owner
 * and group may connect. Null when the signal was aborted before somebody came.
 */
export async function acceptOne(path: string, signal: AbortSignal): Promise<Socket | null> {
  await rm(path, { force: true });
  const server = createServer();
  const first = once(server, 'connection', { signal });
  first.catch(() => undefined);
  try {
    server.listen(path);
    await once(server, 'listening');
    await chmod(path, 0o660);
    const [socket]: Socket[] = await first;
    server.on('connection', (late) => late.destroy());
    return socket ?? null;
  } catch (error) {
    if (signal.aborted) return null;
    throw new RaibidError('config_invalid', `No socket can be made at ${path}.`, { cause: error });
  } finally {
    server.close();
  }
}

/**
 * Connects to a Unix socket as soon as it is there; the other container of a pod may start later.
 * @throws `unreachable` after the time, `AbortError` with the signal
 */
export async function connectUnix(path: string, timeoutMilliseconds: number, signal: AbortSignal): Promise<Socket> {
  const end = performance.now() + timeoutMilliseconds;
  for (;;) {
    signal.throwIfAborted();
    const socket = connect(path);
    try {
      await once(socket, 'connect', { signal });
      return socket;
    } catch (cause) {
      socket.destroy();
      signal.throwIfAborted();
      if (performance.now() > end) throw tooLate(path, timeoutMilliseconds, cause);
      await delay(lookAgain, undefined, { signal });
    }
  }
}

function tooLate(path: string, timeoutMilliseconds: number, cause: unknown): RaibidError {
  return new RaibidError('unreachable', `No executor answers at ${path} after ${timeoutMilliseconds / 1000} s.`, {
    hint: "Look at the job's container: its image must have `raibid-agent executor --listen SOCKET`.",
    cause,
  });
}
