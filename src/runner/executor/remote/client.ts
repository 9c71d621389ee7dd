import { Readable } from 'node:stream';
import { isRaibidError, RaibidError } from '../../../shared/errors.ts';
import type { ChildHandle, Executor, JobLayout, SpawnCommand, WantedFile } from '../port.ts';
import { type ByteChannel, type Frame, readFrames, writeControl } from './frames.ts';
import { type Answer, answerSchema, protocolName, protocolVersion, type Request, streams } from './protocol.ts';
import { createStreams, type DataStreams } from './streams.ts';

export interface RemoteExecutorOptions {
  isolation: Executor['isolation'];
  /** Folders as the other side sees them; it makes what is missing. */
  layout: JobLayout;
  path: string;
  /** Called once when the connection is over, by `close` or by itself. Awaited by `close`. */
  onEnd?: () => Promise<void>;
}

type Reply = Extract<Answer, { type: 'hello' | 'started' | 'exit' | 'done' | 'taken' | 'failed' }>;
type Operation = (reply: Reply | RaibidError) => void;

interface Link {
  channel: ByteChannel;
  streams: DataStreams;
  operations: Map<number, Operation>;
  nextId(): number;
  /** Set when the connection is over. */
  failure: RaibidError | null;
}

/** An executor whose processes live at the other end of a byte channel. Nothing that comes from there is trusted. */
export async function connectExecutor(channel: ByteChannel, options: RemoteExecutorOptions): Promise<Executor> {
  const link = createLink(channel);
  const hello = new Promise<Reply | RaibidError>((resolve) => link.operations.set(0, resolve));
  const over = listen(link);
  const { layout, path } = options;
  writeControl(channel, { type: 'hello', protocol: protocolName, versions: [protocolVersion], layout, path });
  const answer = checked(await hello);
  link.operations.delete(0);
  if (answer.type !== 'hello' || answer.version !== protocolVersion) {
    throw new RaibidError('unreachable', 'The executor at the other end speaks another version of the protocol.');
  }
  return {
    isolation: options.isolation,
    layout,
    os: answer.os,
    arch: answer.arch,
    own: answer.own,
    spawn: (command) => spawn(link, command),
    read: (file, maxBytes) => read(link, file, maxBytes),
    write: (file, content, mode = 0o644) => write(link, file, content, mode),
    remove: async (file) => void (await request(link, { type: 'remove', path: file })),
    writeFiles: async (files) => void (await request(link, { type: 'write-files', files: [...files] })),
    takeFiles: (files) => takeFiles(link, files),
    which: async (program, search) => {
      const value = await request(link, { type: 'which', program, path: search ?? null });
      return typeof value === 'string' ? value : null;
    },
    close: async (grace) => {
      await request(link, { type: 'close', grace }).catch(() => undefined);
      channel.writable.end();
      await options.onEnd?.();
      channel.readable.destroy();
      await over;
    },
  };
}

function createLink(channel: ByteChannel): Link {
  let last = 0;
  return {
    channel,
    streams: createStreams(channel),
    operations: new Map(),
    nextId: () => ++last,
    failure: null,
  };
}

async function listen(link: Link): Promise<void> {
  link.channel.writable.on('error', () => undefined);
  try {
    for await (const frame of readFrames(link.channel.readable)) handle(link, frame);
    fail(link, new RaibidError('unreachable', 'The place of this job is gone: its executor ended the connection.'));
  } catch (error) {
    fail(
      link,
      isRaibidError(error) ? error : new RaibidError('unreachable', 'The place of this job is gone.', { cause: error }),
    );
    link.channel.readable.destroy();
    link.channel.writable.destroy();
  }
}

function fail(link: Link, error: RaibidError): void {
  link.failure = error;
  link.streams.destroy(error);
  const waiting = [...link.operations.values()];
  link.operations.clear();
  for (const operation of waiting) operation(error);
}

function handle(link: Link, frame: Frame): void {
  if (frame.kind === 'data') {
    link.streams.data(frame.id, frame.stream, frame.bytes);
    return;
  }
  const parsed = answerSchema.safeParse(frame.message);
  if (!parsed.success) throw new RaibidError('input_invalid', 'The executor sent an answer that is none.');
  const answer = parsed.data;
  if (answer.type === 'credit') link.streams.credit(answer.id, answer.stream, answer.bytes);
  else if (answer.type === 'end') link.streams.end(answer.id, answer.stream);
  else link.operations.get(answer.type === 'hello' ? 0 : answer.id)?.(answer);
}

function checked(reply: Reply | RaibidError): Reply {
  if (reply instanceof Error) throw reply;
  if (reply.type === 'failed') throw new RaibidError(reply.code, reply.message, { hint: reply.hint });
  return reply;
}

type Asked = Request extends infer One ? (One extends { id: number } ? Omit<One, 'id'> : never) : never;

/** Sends a request and waits for its `done`; answers its value. */
async function request(link: Link, message: Asked, id = link.nextId()): Promise<string | boolean | null> {
  const reply = checked(await ask(link, id, message));
  link.operations.delete(id);
  return reply.type === 'done' ? reply.value : null;
}

function ask(link: Link, id: number, message: Asked): Promise<Reply | RaibidError> {
  if (link.failure !== null) return Promise.resolve(link.failure);
  return new Promise((resolve) => {
    link.operations.set(id, resolve);
    writeControl(link.channel, { ...message, id });
  });
}

async function spawn(link: Link, command: SpawnCommand): Promise<ChildHandle> {
  const id = link.nextId();
  const stdout = link.streams.receive(id, streams.out);
  const stderr = link.streams.receive(id, streams.err);
  const { argv, cwd, env, stdin } = command;
  const replies = twoReplies(link, id);
  if (link.failure !== null) throw link.failure;
  writeControl(link.channel, { type: 'spawn', id, argv, cwd, env, stdin: stdin !== undefined });
  try {
    checked(await replies.first);
  } catch (error) {
    link.operations.delete(id);
    stdout.destroy();
    stderr.destroy();
    throw error;
  }
  const exit = waitForExit(link, id, replies.second);
  // Whoever waits for the output first may never look at the exit of a broken connection.
  exit.catch(() => undefined);
  if (stdin !== undefined) feed(link, id, stdin);
  return { stdout, stderr, exit, kill: (signal) => writeControl(link.channel, { type: 'kill', id, signal }) };
}

/** Input that breaks off must not look complete: the process is killed. */
function feed(link: Link, id: number, stdin: Readable): void {
  link.streams
    .send(id, streams.in, stdin)
    .catch(() => writeControl(link.channel, { type: 'kill', id, signal: 'SIGKILL' }));
}

/** Of a process: `started`, then `exit`, which may come in the same moment. */
function twoReplies(link: Link, id: number): Record<'first' | 'second', Promise<Reply | RaibidError>> {
  const first = Promise.withResolvers<Reply | RaibidError>();
  const second = Promise.withResolvers<Reply | RaibidError>();
  const waiting = [first, second];
  link.operations.set(id, (reply) => waiting.shift()?.resolve(reply));
  return { first: first.promise, second: second.promise };
}

async function waitForExit(
  link: Link,
  id: number,
  answered: Promise<Reply | RaibidError>,
): Promise<{ code: number | null; signal: string | null }> {
  const reply = checked(await answered);
  link.operations.delete(id);
  return reply.type === 'exit' ? { code: reply.code, signal: reply.signal } : { code: null, signal: null };
}

async function read(link: Link, path: string, maxBytes: number): Promise<Buffer | null> {
  const id = link.nextId();
  const incoming = collect(link, id, maxBytes);
  try {
    const found = await request(link, { type: 'read', path, maxBytes }, id);
    if (found !== true) return null;
    const content = await incoming.whole();
    if (content.length > maxBytes) throw tooLarge(path, maxBytes);
    return content;
  } finally {
    incoming.end();
  }
}

/** What comes on the output stream of an operation; of more than `maxBytes` only that it is more. */
function collect(link: Link, id: number, maxBytes: number): { whole(): Promise<Buffer>; end(): void } {
  const content = link.streams.receive(id, streams.out);
  const chunks: Buffer[] = [];
  let length = 0;
  content.on('error', () => undefined);
  const filled = new Promise<void>((resolve) => content.once('close', resolve));
  content.on('data', (chunk: Buffer) => {
    if (length <= maxBytes) chunks.push(chunk);
    length += chunk.length;
  });
  return {
    whole: async () => {
      await filled;
      if (link.failure !== null) throw link.failure;
      return Buffer.concat(chunks);
    },
    end: () => content.destroy(),
  };
}

function tooLarge(path: string, maxBytes: number): RaibidError {
  return new RaibidError('too_large', `${path} is larger than ${maxBytes} bytes.`);
}

async function takeFiles(link: Link, files: readonly WantedFile[]): Promise<(Buffer | RaibidError | null)[]> {
  const id = link.nextId();
  const incoming = collect(
    link,
    id,
    files.reduce((sum, { maxBytes }) => sum + (maxBytes ?? 0), 0),
  );
  try {
    const reply = checked(await ask(link, id, { type: 'take-files', files: [...files] }));
    link.operations.delete(id);
    if (reply.type !== 'taken' || reply.files.length !== files.length) throw wrongAnswer();
    const total = reply.files.reduce<number>((sum, one) => sum + (typeof one === 'number' ? one : 0), 0);
    return cutFiles(files, reply.files, total === 0 ? Buffer.alloc(0) : await incoming.whole());
  } finally {
    incoming.end();
  }
}

type TakenFile = Extract<Answer, { type: 'taken' }>['files'][number];

/** Lengths come from where the job is: what does not fit the content is refused. */
function cutFiles(
  files: readonly WantedFile[],
  taken: readonly TakenFile[],
  content: Buffer,
): (Buffer | RaibidError | null)[] {
  let at = 0;
  const cut = files.map(({ path, maxBytes }, nth) => {
    const one = taken[nth] ?? null;
    if (one === null || maxBytes === null) return null;
    if (typeof one !== 'number') return new RaibidError(one.code, one.message, { hint: one.hint });
    at += one;
    return one > maxBytes ? tooLarge(path, maxBytes) : content.subarray(at - one, at);
  });
  if (at !== content.length) throw wrongAnswer();
  return cut;
}

function wrongAnswer(): RaibidError {
  return new RaibidError('unreachable', 'The executor sent an answer that does not fit the question.');
}

async function write(link: Link, path: string, content: Buffer | string, mode: number): Promise<void> {
  const id = link.nextId();
  const answered = request(link, { type: 'write', path, mode }, id);
  answered.catch(() => undefined);
  await link.streams.send(id, streams.in, Readable.from([Buffer.from(content)]));
  await answered;
}
