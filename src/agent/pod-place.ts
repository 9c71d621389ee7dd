import { defaultPath } from '../runner/executor/host.ts';
import { connectExecutor } from '../runner/executor/remote/client.ts';
import { connectUnix } from '../runner/executor/remote/unix-socket.ts';
import { sandboxLayout } from '../runner/executor/sandbox-arguments.ts';
import { RaibidError } from '../shared/errors.ts';
import type { JobPlace } from './job-place.ts';

/** The other container's image may have to be pulled first. Milliseconds. */
const executorComesWithin = 5 * 60_000;

/**
 * The place of a job in a pod: the container at the other end of a Unix socket. Connected before a job is claimed, so
 * that no job waits for a container, and no code of a job ever runs before the one connection is taken.
 * @throws `unreachable` when no executor comes
 */
export async function connectPodPlace(socketPath: string, signal: AbortSignal): Promise<JobPlace> {
  const socket = await connectUnix(socketPath, executorComesWithin, signal);
  const gone = new AbortController();
  socket.on('error', () => undefined);
  socket.once('close', () =>
    gone.abort(new RaibidError('unreachable', "The job's container ended before a job came.")),
  );
  return {
    isolation: 'sandbox',
    sentence: 'this job runs in a container of its own.',
    gone: gone.signal,
    open: ({ repository: { fullName } }) =>
      connectExecutor(
        { readable: socket, writable: socket },
        {
          isolation: 'sandbox',
          layout: sandboxLayout(fullName.split('/').at(-1) ?? 'workspace'),
          path: defaultPath,
        },
      ),
    async close() {
      socket.destroy();
    },
  };
}
