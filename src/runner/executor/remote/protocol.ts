import { z } from 'zod';
import { type ErrorCode, errorCatalogue } from '../../../shared/error-catalogue.ts';

/**
 * The remote executor's protocol, over any two byte streams (standard input and output, a Unix socket). A frame is its
 * length (4 bytes, big endian, without itself), its kind (1 byte) and its body. Kind 1 is a control message in JSON;
 * kind 2 is data: the operation's id (4 bytes), the stream (1 byte: 0 in, 1 out, 2 err), bytes. The client says hello
 * first; the server answers with the version it chose, or `failed` with id 0. When the connection ends, for whatever
 * reason, the server ends every process it started.
 */
export const protocolName = 'raibid-executor';
export const protocolVersion = 2;

/** Bytes of a stream that may be under way without credit from its reader. */
export const streamWindow = 256 * 1024;
/** Bytes of one data frame's content. */
export const dataFrameBytes = 64 * 1024;
/** A larger frame ends the connection: the other side is not to be trusted with our memory. */
export const frameLimit = 8 * 1024 * 1024;

export const streams = { in: 0, out: 1, err: 2 } as const;

const id = z.number().int().min(1).max(0xffff_ffff);
const streamSchema = z.number().int().min(0).max(2);

export const layoutSchema = z.object({
  workspace: z.string(),
  temp: z.string(),
  toolCache: z.string(),
  home: z.string(),
});

/** Files in one request. */
const filesAtOnce = 32;

const endMessage = z.object({ type: z.literal('end'), id, stream: streamSchema });
const creditMessage = z.object({
  type: z.literal('credit'),
  id,
  stream: streamSchema,
  bytes: z.number().int().min(1).max(frameLimit),
});
/** Messages of both directions that belong to data streams. */
export const streamMessageSchema = z.discriminatedUnion('type', [endMessage, creditMessage]);

export const clientHelloSchema = z.object({
  type: z.literal('hello'),
  protocol: z.literal(protocolName),
  versions: z.array(z.number().int()).min(1).max(20),
  layout: layoutSchema,
  /** PATH that `which` searches by default. */
  path: z.string(),
});

/** What a client asks. Every request is answered by `done`, `failed` or, for `spawn`, `started`. */
export const requestSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('spawn'),
    id,
    argv: z.tuple([z.string()], z.string()),
    cwd: z.string(),
    env: z.record(z.string(), z.string()),
    stdin: z.boolean(),
  }),
  z.object({ type: z.literal('kill'), id, signal: z.enum(['SIGINT', 'SIGTERM', 'SIGKILL']) }),
  z.object({ type: z.literal('read'), id, path: z.string(), maxBytes: z.number().int().min(0) }),
  z.object({ type: z.literal('write'), id, path: z.string(), mode: z.number().int().min(0).max(0o7777) }),
  z.object({ type: z.literal('remove'), id, path: z.string() }),
  z.object({
    type: z.literal('write-files'),
    id,
    files: z.array(z.object({ path: z.string(), content: z.string() })).max(filesAtOnce),
  }),
  z.object({
    type: z.literal('take-files'),
    id,
    files: z
      .array(
        z.object({
          path: z.string(),
          maxBytes: z.number().int().min(0).nullable(),
          next: z.string().optional(),
        }),
      )
      .max(filesAtOnce),
  }),
  z.object({ type: z.literal('which'), id, program: z.string(), path: z.string().nullable() }),
  z.object({ type: z.literal('close'), id, grace: z.number().min(0) }),
  endMessage,
  creditMessage,
]);
export type Request = z.infer<typeof requestSchema>;

const errorCodeSchema = z.string().transform((code): ErrorCode => (isErrorCode(code) ? code : 'internal'));

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}

/** What a place brings along. */
const placeOwnSchema = z.object({
  environment: z.record(z.string().max(1000), z.string().max(100_000)),
  node: z.string().max(4096),
});

const failure = { code: errorCodeSchema, message: z.string().max(10_000), hint: z.string().max(10_000) };

/** What a server says. Text of a hostile job's place: lengths are bounded. */
export const answerSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    version: z.number().int(),
    os: z.enum(['Linux', 'macOS']),
    arch: z.enum(['X64', 'ARM64']),
    /** Null: nothing of the place itself belongs into the environment of steps. */
    own: placeOwnSchema.nullable().default(null),
  }),
  z.object({ type: z.literal('started'), id }),
  z.object({
    type: z.literal('exit'),
    id,
    code: z.number().int().min(0).max(255).nullable(),
    signal: z.string().max(20).nullable(),
  }),
  /** `value`: the path of `which`; for `read` whether there is such a file. */
  z.object({ type: z.literal('done'), id, value: z.union([z.string().max(4096), z.boolean(), z.null()]) }),
  /** The length of each file, then their contents as data of stream 1, one after the other; none when all are empty. */
  z.object({
    type: z.literal('taken'),
    id,
    files: z.array(z.union([z.number().int().min(0), z.object(failure), z.null()])).max(filesAtOnce),
  }),
  z.object({ type: z.literal('failed'), id: z.number().int().min(0), ...failure }),
  endMessage,
  creditMessage,
]);
export type Answer = z.infer<typeof answerSchema>;
/** An answer as the server writes it. */
export type AnswerInput = z.input<typeof answerSchema>;
