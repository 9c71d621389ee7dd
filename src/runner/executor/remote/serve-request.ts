import { Readable } from 'node:stream';
import type { ErrorCode } from '../../../shared/error-catalogue.ts';
import { isRaibidError } from '../../../shared/errors.ts';
import type { ChildHandle, Executor } from '../port.ts';
import type { ByteChannel } from './frames.ts';
import { type AnswerInput, type Request, streams } from './protocol.ts';
import type { DataStreams } from './streams.ts';

/** The server's side of one connection. */
export interface Call {
  channel: ByteChannel;
  executor: Executor;
  streams: DataStreams;
  /** Also those that ended: what they left in their process group can still be signalled. */
  children: Map<number, ChildHandle>;
}

/** What the client shall see of an error; its texts are bounded in the protocol. */
export function failureOf(error: unknown): { code: ErrorCode; message: string; hint: string } {
  const known = isRaibidError(error);
  return {
    code: known ? error.code : 'internal',
    message: (error instanceof Error ? error.message : String(error)).slice(0, 10_000),
    hint: known ? error.hint.slice(0, 10_000) : '',
  };
}

type Reply = (answer: AnswerInput) => void;
type RequestOf<T extends Request['type']> = Extract<Request, { type: T }>;
export type Operation = Exclude<Request, { type: 'credit' | 'end' }>;

/** Does what one request asks. Rejects with what the client shall see. */
export async function performRequest(call: Call, request: Operation, reply: Reply): Promise<void> {
  const { id } = request;
  const done = (value: string | boolean | null) => reply({ type: 'done', id, value });
  switch (request.type) {
    case 'spawn':
      return spawn(call, request, reply);
    case 'kill':
      return call.children.get(id)?.kill(request.signal);
    case 'read':
      return done(await read(call, request));
    case 'write':
      return done(await write(call, request));
    case 'remove':
      await call.executor.remove(request.path);
      return done(null);
    case 'write-files':
      await call.executor.writeFiles(request.files);
      return done(null);
    case 'take-files':
      return take(call, request, reply);
    case 'which':
      return done(await call.executor.which(request.program, request.path ?? undefined));
    case 'close':
      await call.executor.close(request.grace);
      return done(null);
  }
}

async function spawn(call: Call, request: RequestOf<'spawn'>, reply: Reply): Promise<void> {
  const { id, argv, cwd, env } = request;
  // Made before the process: bytes of its input may come at once.
  const stdin = request.stdin ? call.streams.receive(id, streams.in) : undefined;
  const child = await call.executor
    .spawn({ argv, cwd, env, ...(stdin !== undefined && { stdin }) })
    .catch((error: unknown) => {
      stdin?.destroy();
      throw error;
    });
  call.children.set(id, child);
  reply({ type: 'started', id });
  const [exit] = await Promise.all([
    child.exit,
    call.streams.send(id, streams.out, child.stdout),
    call.streams.send(id, streams.err, child.stderr),
  ]);
  stdin?.destroy();
  reply({ type: 'exit', id, ...exit });
}

async function read(call: Call, { id, path, maxBytes }: RequestOf<'read'>): Promise<boolean> {
  const content = await call.executor.read(path, maxBytes);
  if (content !== null) await call.streams.send(id, streams.out, Readable.from([content]));
  return content !== null;
}

/** The answer first: with it the client knows where one content ends. */
async function take(call: Call, { id, files }: RequestOf<'take-files'>, reply: Reply): Promise<void> {
  const taken = await call.executor.takeFiles(files);
  reply({
    type: 'taken',
    id,
    files: taken.map((file) => (file instanceof Error ? failureOf(file) : (file?.length ?? null))),
  });
  const contents = taken.filter((file) => Buffer.isBuffer(file) && file.length > 0);
  if (contents.length > 0) await call.streams.send(id, streams.out, Readable.from(contents));
}

async function write(call: Call, { id, path, mode }: RequestOf<'write'>): Promise<null> {
  const chunks: Buffer[] = [];
  for await (const chunk of call.streams.receive(id, streams.in)) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  await call.executor.write(path, Buffer.concat(chunks), mode);
  return null;
}
