import { type ClientRequest, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply } from 'fastify';
import { isRaibidError, RaibidError } from '../../shared/errors.ts';
import type { ForgeConnection } from './connection.ts';
import { gitAuthorization, gitUrl } from './gitea/mirror.ts';

/** One request of git's smart HTTP on its way to a forge. */
export interface ProxyCall {
  connection: ForgeConnection;
  fullName: string;
  service: 'git-upload-pack' | 'git-receive-pack';
  /** `advertise`: the list of refs; `serve`: the exchange itself. */
  part: 'advertise' | 'serve';
  /** Value of `Git-Protocol`, already checked. */
  protocol: string | null;
  reply: FastifyReply;
  /** The request body, stage by stage; empty for `advertise`. */
  input: Transform[];
  /** What the answer passes through. */
  output?: Transform;
}

/** A connection on which nothing moves for this long is cut, in milliseconds. */
const idle = 120_000;
const maxComplaintBytes = 4096;

/**
 * Passes the exchange on to the configured address of the forge with the credentials of the connection, and to nowhere
 * else: no redirect is followed, and nothing of the caller's headers goes along. Throws what went wrong before the first
 * byte of the answer.
 */
export async function proxyGit(call: ProxyCall): Promise<void> {
  const { reply } = call;
  const upstream = openUpstream(call);
  const stop = (): void => void upstream.destroy();
  reply.raw.once('close', stop);
  try {
    const response = await answerOf(call, upstream);
    if (response.statusCode !== 200) throw await refusal(call, response);
    reply.hijack();
    const type = response.headers['content-type'] ?? 'application/octet-stream';
    reply.raw.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache, no-store' });
    await pipeline([response, ...(call.output === undefined ? [] : [call.output]), reply.raw]);
  } catch (error) {
    if (!reply.sent) throw error;
    reply.log.info({ err: error }, 'A git exchange with a forge was cut off.');
    reply.raw.destroy();
  } finally {
    reply.raw.off('close', stop);
    upstream.destroy();
  }
}

function openUpstream({ connection, fullName, service, part, protocol }: ProxyCall): ClientRequest {
  const base = gitUrl(connection, fullName);
  const url = new URL(part === 'advertise' ? `${base}/info/refs?service=${service}` : `${base}/${service}`);
  const options: RequestOptions = {
    method: part === 'advertise' ? 'GET' : 'POST',
    headers: {
      authorization: gitAuthorization(connection),
      'user-agent': 'git/raibid-ci',
      accept: '*/*',
      ...(part === 'serve' ? { 'content-type': `application/x-${service}-request` } : {}),
      ...(protocol === null ? {} : { 'git-protocol': protocol }),
    },
  };
  const upstream = url.protocol === 'https:' ? httpsRequest(url, options) : httpRequest(url, options);
  upstream.setTimeout(idle, () => upstream.destroy(new Error('the forge said nothing for two minutes')));
  return upstream;
}

/** Sends the body and waits for the head of the answer, which may come before the body's end. */
async function answerOf(call: ProxyCall, upstream: ClientRequest): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  upstream.once('response', resolve);
  upstream.once('error', (cause) => reject(unanswered(call, cause)));
  upstream.once('close', () => reject(unanswered(call, undefined)));
  feed(call, upstream).catch(reject);
  return promise;
}

async function feed({ input }: ProxyCall, upstream: ClientRequest): Promise<void> {
  if (input.length === 0) {
    upstream.end();
    return;
  }
  try {
    await pipeline([...input, upstream]);
  } catch (error) {
    // A forge that closed its side early is judged by its answer.
    if (!isRaibidError(error)) return;
    upstream.destroy();
    throw error;
  }
}

function unanswered({ connection }: ProxyCall, cause: unknown): RaibidError {
  if (isRaibidError(cause)) return cause;
  return new RaibidError('unreachable', `The forge ${connection.name} does not answer on ${connection.url}.`, {
    cause,
  });
}

async function refusal({ connection, fullName }: ProxyCall, response: IncomingMessage): Promise<RaibidError> {
  const status = response.statusCode ?? 0;
  const said = await complaintOf(response);
  const words = `The forge ${connection.name} answered git of ${fullName} with ${status}${said === '' ? '' : `: ${said}`}`;
  if (status === 404) return new RaibidError('not_found', words);
  return new RaibidError(status >= 500 ? 'unreachable' : 'forge_refused', words);
}

async function complaintOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) {
    text += String(chunk);
    if (text.length > maxComplaintBytes) break;
  }
  return (text.split('\n', 1)[0] ?? '').slice(0, 200).trim();
}
