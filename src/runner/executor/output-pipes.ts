import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Pipes for the output of processes. Node.js gives its children sockets, which `echo > /dev/stderr` and
 * `tee /dev/stdout` cannot open ("No such device or address"); on GitHub's runners they are pipes.
 */
export interface OutputPipes {
  /** A pipe that nobody holds, or null where none can be made (no mkfifo, a full disk, not Linux). */
  take(): Promise<OutputPipe | null>;
  /** No pipe is made or kept any more; those in use stay. */
  close(): void;
}

export interface OutputPipe {
  /** Ends when the last writer is gone. */
  readonly stream: Socket;
  /** Where the other end is opened for writing, until `done`. */
  readonly path: string;
  /** The pipe is not needed any more; with `whole`, its end was seen, and it may serve another process. */
  done(whole: boolean): void;
}

/** Made at one time; each process needs two. */
const batch = 8;
const run = promisify(execFile);

/** @param folder where the pipes have names while they are made. */
export function createOutputPipes(folder: string): OutputPipes {
  const free: number[] = [];
  let closed = process.platform !== 'linux';
  return {
    take: async () => {
      if (free.length === 0 && !closed) free.push(...(await makePipes(folder)));
      const end = free.pop();
      if (end === undefined) return null;
      const done = (whole: boolean): void => {
        if (whole && !closed) free.push(end);
        else closeSync(end);
      };
      try {
        return openPipe(end, done);
      } catch {
        // No /proc, or one that hides our own descriptors, as of a Node.js with capabilities of its own.
        done(false);
        closed = true;
        return null;
      }
    },
    close: () => {
      closed = true;
      for (const end of free.splice(0)) closeSync(end);
    },
  };
}

/** Reading ends of new named pipes, whose names are removed at once: nobody else can open them by accident. */
async function makePipes(folder: string): Promise<number[]> {
  const place = await mkdtemp(join(folder, '.pipes-')).catch(() => null);
  if (place === null) return [];
  const paths = Array.from({ length: batch }, (_, nth) => join(place, String(nth)));
  try {
    await run('mkfifo', ['-m', '600', ...paths]);
    return paths.map((path) => openReading(path));
  } catch {
    return [];
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Each opening of a pipe has an end of its own; the first one keeps the pipe itself. */
function openPipe(end: number, done: (whole: boolean) => void): OutputPipe {
  const path = `/proc/${process.pid}/fd/${end}`;
  return { stream: new Socket({ fd: openReading(path), readable: true, writable: false }), path, done };
}

/** Does not wait for a writer. */
function openReading(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
}
