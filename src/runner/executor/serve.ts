import { openHostExecutor } from './host.ts';
import type { Executor, PlaceOwn } from './port.ts';
import { type ByteChannel, type Frame, readFrames, writeControl } from './remote/frames.ts';
import {
  type AnswerInput,
  clientHelloSchema,
  protocolVersion,
  type Request,
  requestSchema,
} from './remote/protocol.ts';
import { type Call, failureOf, type Operation, performRequest } from './remote/serve-request.ts';
import { createStreams } from './remote/streams.ts';

/**
 * The other end of the remote protocol: plain processes where this program runs. Resolves when the connection is over,
 * whoever ended it, and every process is gone. It holds no secret: the job may attack it and gains nothing. `own`: what of
 * this place steps shall start with.
 */
export async function serveExecutor(channel: ByteChannel, own: PlaceOwn | null = null): Promise<void> {
  channel.writable.on('error', () => undefined);
  const frames = readFrames(channel.readable);
  const executor = await greet(channel, frames, own);
  if (executor === null) return;
  const call: Call = { channel, executor, streams: createStreams(channel), children: new Map() };
  try {
    for await (const frame of { [Symbol.asyncIterator]: () => frames }) {
      if (frame.kind === 'data') call.streams.data(frame.id, frame.stream, frame.bytes);
      else dispatch(call, requestSchema.parse(frame.message));
    }
  } finally {
    call.streams.destroy(new Error('The connection is over'));
    await executor.close(0);
    channel.writable.end();
  }
}

async function greet(
  channel: ByteChannel,
  frames: AsyncGenerator<Frame>,
  own: PlaceOwn | null,
): Promise<Executor | null> {
  const first = await frames.next();
  const hello = clientHelloSchema.safeParse(first.done || first.value.kind === 'data' ? null : first.value.message);
  if (!hello.success || !hello.data.versions.includes(protocolVersion)) {
    const message = `This executor speaks version ${protocolVersion} of its protocol; the client does not.`;
    writeControl(channel, {
      type: 'failed',
      id: 0,
      code: 'unreachable',
      message,
      hint: 'Use the same version on both sides.',
    });
    channel.writable.end();
    return null;
  }
  const { layout, path } = hello.data;
  const executor = await openHostExecutor({ layout, path });
  answer(channel, { type: 'hello', version: protocolVersion, os: executor.os, arch: executor.arch, own });
  return executor;
}

function dispatch(call: Call, request: Request): void {
  if (request.type === 'credit') call.streams.credit(request.id, request.stream, request.bytes);
  else if (request.type === 'end') call.streams.end(request.id, request.stream);
  else perform(call, request);
}

function perform(call: Call, request: Operation): void {
  performRequest(call, request, (reply) => answer(call.channel, reply)).catch((error: unknown) => {
    answer(call.channel, { type: 'failed', id: request.id, ...failureOf(error) });
  });
}

function answer(channel: ByteChannel, reply: AnswerInput): void {
  writeControl(channel, reply);
}
