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
  credit: number;
  wake: () => void;
}

export function createStreams(channel: ByteChannel): DataStreams {
  const incoming = new Map<string, Incoming>();
  const outgoing = new Map<string, Outgoing>();
  let gone = false;
  const keyOf = (id: number, stream: number) => `${id}/${stream}`;

  const waitForCredit = async (state: Outgoing): Promise<void> => {
    while (state.credit <= 0 && !gone) {
      await new Promise<void>((resolve) => {
        state.wake = resolve;
      });
    }
  };

  const sendChunk = async (id: number, stream: number, state: Outgoing, chunk: Buffer): Promise<void> => {
    for (let from = 0; from < chunk.length && !gone; ) {
      await waitForCredit(state);
      const part = chunk.subarray(from, from + Math.min(state.credit, dataFrameBytes));
      state.credit -= part.length;
      from += part.length;
      writeData(channel, id, stream, part);
    }
  };

  return {
    receive: (id, stream) => {
      const key = keyOf(id, stream);
      const credit = (bytes: number) => writeControl(channel, { type: 'credit', id, stream, bytes });
      const made = createIncoming(credit, () => incoming.delete(key));
      incoming.set(key, made);
      return made.readable;
    },
    send: async (id, stream, content) => {
      const state: Outgoing = { credit: streamWindow, wake: () => undefined };
      outgoing.set(keyOf(id, stream), state);
      try {
        for await (const chunk of content) {
          if (Buffer.isBuffer(chunk)) await sendChunk(id, stream, state, chunk);
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
    credit: (id, stream, bytes) => {
      const state = outgoing.get(keyOf(id, stream));
      if (state === undefined) return;
      state.credit = Math.min(state.credit + bytes, streamWindow);
      state.wake();
    },
    destroy: (error) => {
      gone = true;
      for (const state of outgoing.values()) state.wake();
      for (const { readable } of incoming.values()) readable.destroy(error);
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
