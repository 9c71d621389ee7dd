import { Readable } from 'node:stream';
import { RaibidError } from '../../../shared/errors.ts';
import { type ByteChannel, writeControl, writeData } from './frames.ts';
import { dataFrameBytes, streamWindow } from './protocol.ts';

/**
 * The data streams of one connection, both ways. A sender stops when `streamWindow` bytes are under way; a reader gives
 * credit as its bytes are taken. So a slow reader slows the process down, and nobody's memory grows.
 */
export interface DataStreams {
  /** A stream that the other side will fill. */
  receive(id: number, stream: number): Readable;
  /** Sends all of a stream, then its end. Resolves early when the connection ends. */
  send(id: number, stream: number, content: AsyncIterable<unknown>): Promise<void>;
  data(id: number, stream: number, bytes: Buffer): void;
  end(id: number, stream: number): void;
  credit(id: number, stream: number, bytes: number): void;
  /** The connection is gone: streams under way end with this error. */
  destroy(error: Error): void;
}

interface Incoming {
  readable: Readable;
  take(bytes: Buffer): void;
  end(): void;
}

interface Outgoing {
  /** Resolves when all of the chunk is written, or the connection is gone. */
  send(chunk: Buffer): Promise<void>;
  credit(bytes: number): void;
  stop(): void;
}

export function createStreams(channel: ByteChannel): DataStreams {
  const incoming = new Map<string, Incoming>();
  const outgoing = new Map<string, Outgoing>();
  let gone = false;
  const keyOf = (id: number, stream: number) => `${id}/${stream}`;

  return {
    receive: (id, stream) => {
      const key = keyOf(id, stream);
      const credit = (bytes: number) => writeControl(channel, { type: 'credit', id, stream, bytes });
      const made = createIncoming(credit, () => incoming.delete(key));
      incoming.set(key, made);
      return made.readable;
    },
    send: async (id, stream, content) => {
      const state = createOutgoing((bytes) => writeData(channel, id, stream, bytes));
      outgoing.set(keyOf(id, stream), state);
      try {
        for await (const chunk of content) {
          if (Buffer.isBuffer(chunk)) await state.send(chunk);
          if (gone) return;
        }
        writeControl(channel, { type: 'end', id, stream });
      } finally {
        outgoing.delete(keyOf(id, stream));
      }
    },
    data: (id, stream, bytes) => {
      const reader = incoming.get(keyOf(id, stream));
      // A reader that went away must not stop the writer: its bytes are dropped.
      if (reader === undefined) writeControl(channel, { type: 'credit', id, stream, bytes: Math.max(bytes.length, 1) });
      else reader.take(bytes);
    },
    end: (id, stream) => incoming.get(keyOf(id, stream))?.end(),
    credit: (id, stream, bytes) => outgoing.get(keyOf(id, stream))?.credit(bytes),
    destroy: (error) => {
      gone = true;
      for (const state of outgoing.values()) state.stop();
      for (const { readable } of incoming.values()) readable.destroy(error);
    },
  };
}

/** Sends as much as there is credit for, then waits for more. */
function createOutgoing(write: (bytes: Buffer) => void): Outgoing {
  let credit = streamWindow;
  let stopped = false;
  let wake = (): void => undefined;
  return {
    send: async (chunk) => {
      for (let from = 0; from < chunk.length && !stopped; ) {
        if (credit <= 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        const part = chunk.subarray(from, from + Math.min(credit, dataFrameBytes));
        credit -= part.length;
        from += part.length;
        write(part);
      }
    },
    credit: (bytes) => {
      credit = Math.min(credit + bytes, streamWindow);
      wake();
    },
    stop: () => {
      stopped = true;
      wake();
    },
  };
}

/** Bytes that came wait in `queue` until the reader wants them; then the sender gets credit for them. */
function createIncoming(credit: (bytes: number) => void, done: () => void): Incoming {
  const queue: Buffer[] = [];
  let waiting = 0;
  let wanted = false;
  let ended = false;
  const feed = (): void => {
    while (wanted) {
      const chunk = queue.shift();
      if (chunk === undefined) break;
      waiting -= chunk.length;
      wanted = readable.push(chunk);
      credit(chunk.length);
    }
    if (ended && queue.length === 0) readable.push(null);
  };
  const readable = new Readable({
    highWaterMark: dataFrameBytes,
    read: () => {
      wanted = true;
      feed();
    },
    destroy: (error, callback) => {
      done();
      callback(error);
    },
  });
  // Whoever reads sees the error; a stream that nobody reads any more must not end the program.
  readable.on('error', () => undefined);
  return {
    readable,
    take: (bytes) => {
      waiting += bytes.length;
      if (waiting > streamWindow) {
        throw new RaibidError('input_invalid', 'The other side of the executor protocol sent more than it may.');
      }
      if (bytes.length === 0 || ended) return;
      queue.push(bytes);
      feed();
    },
    end: () => {
      if (ended) return;
      ended = true;
      feed();
    },
  };
}
