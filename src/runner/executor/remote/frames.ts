import type { Readable, Writable } from 'node:stream';
import { RaibidError } from '../../../shared/errors.ts';
import { frameLimit } from './protocol.ts';

/** Two byte streams that belong together: a socket twice, or the standard streams of a process. */
export interface ByteChannel {
  readable: Readable;
  writable: Writable;
}

export type Frame = { kind: 'control'; message: unknown } | { kind: 'data'; id: number; stream: number; bytes: Buffer };

const kinds = { control: 1, data: 2 } as const;
const dataHeader = 5;

export function writeControl(channel: ByteChannel, message: object): void {
  write(channel, kinds.control, [Buffer.from(JSON.stringify(message))]);
}

export function writeData(channel: ByteChannel, id: number, stream: number, bytes: Buffer): void {
  const header = Buffer.allocUnsafe(dataHeader);
  header.writeUInt32BE(id, 0);
  header.writeUInt8(stream, 4);
  write(channel, kinds.data, [header, bytes]);
}

function write(channel: ByteChannel, kind: number, parts: Buffer[]): void {
  if (!channel.writable.writable) return;
  const head = Buffer.allocUnsafe(5);
  head.writeUInt32BE(1 + parts.reduce((sum, part) => sum + part.length, 0), 0);
  head.writeUInt8(kind, 4);
  channel.writable.cork();
  for (const part of [head, ...parts]) channel.writable.write(part);
  channel.writable.uncork();
}

/** Frames as they come. Throws `input_invalid` when the bytes are none; ends when the stream does, also in mid-frame. */
export async function* readFrames(readable: Readable): AsyncGenerator<Frame> {
  let pending: Buffer[] = [];
  let length = 0;
  let wanted = 4;
  for await (const chunk of readable) {
    if (!Buffer.isBuffer(chunk)) throw invalid('bytes were expected');
    pending.push(chunk);
    length += chunk.length;
    while (length >= wanted) {
      const all = pending.length === 1 && pending[0] !== undefined ? pending[0] : Buffer.concat(pending);
      const size = all.readUInt32BE(0);
      if (size < 1 || size > frameLimit) throw invalid(`a frame of ${size} bytes`);
      wanted = 4 + size;
      if (length < wanted) {
        pending = [all];
        break;
      }
      yield parseFrame(all.subarray(4, wanted));
      pending = [all.subarray(wanted)];
      length -= wanted;
      wanted = 4;
    }
  }
}

function parseFrame(frame: Buffer): Frame {
  const kind = frame.readUInt8(0);
  const body = frame.subarray(1);
  if (kind === kinds.control) return { kind: 'control', message: parseJson(body) };
  if (kind !== kinds.data || body.length < dataHeader) throw invalid(`a frame of kind ${kind}`);
  return { kind: 'data', id: body.readUInt32BE(0), stream: body.readUInt8(4), bytes: body.subarray(dataHeader) };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (cause) {
    throw invalid('a control frame without JSON', cause);
  }
}

function invalid(what: string, cause?: unknown): RaibidError {
  return new RaibidError('input_invalid', `The other side of the executor protocol broke it: ${what}.`, { cause });
}
