import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';

/**
 * After the process itself has ended, output is read until nothing came for this long: a daemon that it left behind
 * holds the pipe open for ever.
 */
const quietMilliseconds = 200;
/** A daemon that prints all the time is never quiet: its output ends here, once the reader has taken all. */
const latestMilliseconds = 2000;
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
  const seen = { lastData: performance.now(), bytes: 0, ended: pipe.readableEnded };
  pipe.on('data', (chunk: Buffer) => {
    seen.lastData = performance.now();
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
  seen: Readonly<{ lastData: number; bytes: number; ended: boolean }>,
): Promise<void> {
  const before = seen.bytes;
  const exited = performance.now();
  const end = once(pipe, 'end').catch(() => undefined);
  while (!seen.ended && !stream.destroyed && seen.bytes - before < pipeBytes) {
    const readerBusy = stream.writableNeedDrain || stream.readableLength > 0;
    const now = performance.now();
    if (!readerBusy && (now - seen.lastData > quietMilliseconds || now - exited > latestMilliseconds)) return;
    await Promise.race([end, pause(quietMilliseconds / 4)]);
  }
}

/** A daemon's open pipe must not keep this program alive. */
function unref(pipe: Readable): void {
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
