import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { setImmediate, setTimeout } from 'node:timers/promises';

/** Milliseconds between two looks. Both limits count looks, not time: this program may not have run meanwhile on a busy machine. */
const lookMilliseconds = 50;
/**
 * After the process itself has ended, output is read until so many looks found nothing: a daemon that it left behind
 * holds the pipe open for ever.
 */
const quietLooks = 4;
/** A daemon that prints all the time is never quiet: its output ends here, once the reader has taken all. */
const mostLooks = 40;
/** The most that the pipe of an ended process can hold. */
const pipeBytes = 1024 * 1024;

/** What a process writes, as far as it belongs to the process. */
export interface DrainedOutput {
  readonly stream: Readable;
  /** To be called when the process has ended. Resolves when its output was read: true when the pipe itself ended. */
  finish(): Promise<boolean>;
}

/** A copy of a pipe that can be ended while the pipe stays open; what comes later is read and dropped. */
export function drainOutput(pipe: Readable): DrainedOutput {
  const stream = new PassThrough({ highWaterMark: 65_536 });
  // A process that prints nothing may be over before anybody listens.
  const seen = { bytes: 0, ended: pipe.readableEnded };
  pipe.on('data', (chunk: Buffer) => {
    seen.bytes += chunk.length;
  });
  pipe.on('error', () => stream.end());
  pipe.on('end', () => {
    seen.ended = true;
  });
  pipe.pipe(stream);
  stream.on('close', () => pipe.resume());
  const finish = async () => {
    await untilQuiet(pipe, stream, seen);
    if (seen.ended) return true;
    pipe.unpipe(stream);
    pipe.resume();
    unref(pipe);
    stream.end();
    return false;
  };
  return { stream, finish };
}

/**
 * Waits for what the ended process itself had written: that lies in the pipe (at most `pipeBytes`) and comes as soon as the
 * reader takes it. What comes later is a daemon's, which may go on for ever.
 */
async function untilQuiet(
  pipe: Readable,
  stream: PassThrough,
  seen: Readonly<{ bytes: number; ended: boolean }>,
): Promise<void> {
  const before = seen.bytes;
  const end = once(pipe, 'end').catch(() => undefined);
  let quiet = 0;
  for (let looks = 1; !seen.ended && !stream.destroyed && seen.bytes - before < pipeBytes; looks += 1) {
    const known = seen.bytes;
    await Promise.race([end, look()]);
    const readerBusy = stream.writableNeedDrain || stream.readableLength > 0;
    quiet = readerBusy || seen.bytes > known ? 0 : quiet + 1;
    if (quiet >= quietLooks || (looks >= mostLooks && !readerBusy)) return;
  }
}

/** A daemon's open pipe must not keep this program alive. */
function unref(pipe: Readable): void {
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
}

/** A moment in which everything that lies in the pipe was read: Node.js reads between its timers and its immediates. */
async function look(): Promise<void> {
  await setTimeout(lookMilliseconds);
  await setImmediate();
}
