import { once } from 'node:events';
import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply } from 'fastify';
import { isRaibidError, RaibidError } from '../../shared/errors.ts';
import type { GitChild } from './git-children.ts';

/** A connection on which nothing moves for this long is cut; git itself says something each 5 s (receive.keepAlive). */
const idleMilliseconds = 120_000;

export interface GitExchange {
  child: GitChild;
  reply: FastifyReply;
  contentType: string;
  /** The request body, stage by stage; empty when git reads nothing. */
  input: Transform[];
  /** What git's answer passes through. */
  output?: Transform;
  /** Bytes sent before git's own. */
  prefix?: Buffer;
}

/**
 * Lets a git child read the request and write the response, each side as fast as the other takes it. A client that goes
 * away ends the child; so does a request that cannot be read. Throws what went wrong before the first byte of the
 * answer; resolves once the answer is over and git has ended.
 */
export async function serveGit(exchange: GitExchange): Promise<void> {
  const { child, reply } = exchange;
  const response = reply.raw;
  const stop = () => child.stop();
  response.once('close', stop);
  response.setTimeout(idleMilliseconds, () => response.destroy());
  const fault = feed(exchange);
  try {
    await beginAnswer(exchange, fault);
    await pipeline([child.stdout, ...(exchange.output === undefined ? [] : [exchange.output]), response]);
  } catch (error) {
    stop();
    if (!reply.sent) throw error;
    reply.log.info({ err: error }, 'A git exchange was cut off.');
    response.destroy();
  } finally {
    await child.ended;
    response.off('close', stop);
  }
}

/** Resolves with what was wrong with the request, or null. That git stopped reading is no fault: its answer says why. */
async function feed(exchange: GitExchange): Promise<RaibidError | null> {
  const { child, input } = exchange;
  if (input.length === 0) {
    child.stdin.end();
    return null;
  }
  try {
    await pipeline([...input, child.stdin]);
    return null;
  } catch (cause) {
    if (child.stdin.writable) child.stop();
    if (isRaibidError(cause)) return cause;
    return isBrokenPipe(cause) ? null : new RaibidError('input_invalid', 'The request body cannot be read.', { cause });
  }
}

/** Waits for git's first word, and sends the status line: after that nothing else can be answered. */
async function beginAnswer(exchange: GitExchange, fault: Promise<RaibidError | null>): Promise<void> {
  const { child, reply } = exchange;
  const faulty = fault.then((found) => (found === null ? firstWord(child.stdout) : Promise.reject(found)));
  const spoke = await Promise.race([firstWord(child.stdout), faulty]);
  if (!spoke) await refuseIfFailed(child, fault);
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': exchange.contentType, 'cache-control': 'no-cache, no-store' });
  if (exchange.prefix !== undefined) reply.raw.write(exchange.prefix);
}

/** Git ended without a word: fine when it had nothing to say (the probe before a large push), otherwise its complaint. */
async function refuseIfFailed(child: GitChild, fault: Promise<RaibidError | null>): Promise<void> {
  const { exit, stderr } = await child.ended;
  const found = await fault;
  if (found !== null) throw found;
  if (exit !== 0) throw new RaibidError('input_invalid', `git refused the request: ${stderr || `exit code ${exit}`}`);
}

/** True when there is something to read, false when git ended without a word. */
async function firstWord(stdout: Readable): Promise<boolean> {
  while (stdout.readableLength === 0 && !stdout.readableEnded && !stdout.destroyed) {
    await Promise.race([once(stdout, 'readable'), once(stdout, 'end'), once(stdout, 'close')]);
  }
  return stdout.readableLength > 0;
}

function isBrokenPipe(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EPIPE' || code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}
