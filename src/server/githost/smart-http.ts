import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { sharedDirOf } from '../../contract/config.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { ServerDeps } from '../deps.ts';
import { builtinForge } from '../forge/port.ts';
import { publicError } from '../http/error-body.ts';
import { forwardGit } from './forward-git.ts';
import { type GitAccess, openAccess } from './git-access.ts';
import type { GitChildCall, GitChildren } from './git-children.ts';
import { createMaintenance } from './maintain.ts';
import { flushPacket, packet } from './pkt-line.ts';
import { repositoryFolder } from './repository-folder.ts';
import { bodyStages } from './request-body.ts';
import { serveGit } from './serve-git.ts';
import { servePush } from './serve-push.ts';

/** Lists of what a client wants and has; git itself stops at 10 MB packed (GIT_HTTP_MAX_REQUEST_BUFFER). */
const maxFetchRequestBytes = 64 * 1024 * 1024;

const serviceSchema = z.enum(['git-upload-pack', 'git-receive-pack']);
const protocolPattern = /^[a-z0-9=:.-]{1,100}$/i;

type GitRequest = FastifyRequest<{ Params: { owner: string; name: string } }>;

/**
 * Git's smart HTTP (gitprotocol-http(5)) for the built-in hosting and repositories on forges, below `/git/<owner>/<name>.git`. There is no dumb
 * protocol: files of a repository are never served. Refusals are plain text, which git shows as `remote: ...`.
 */
export function serveSmartHttp(app: FastifyInstance, deps: ServerDeps, children: GitChildren): void {
  const maintenance = createMaintenance(children, deps.log);
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.setErrorHandler((thrown, request, reply) => {
      const error = publicError(thrown);
      if (error.http >= 500) request.log.error({ err: thrown }, error.message);
      return reply.code(error.http).type('text/plain; charset=utf-8').send(`${error.message}\n${error.hint}\n`);
    });

    scope.get('/git/:owner/:name/info/refs', async (request: GitRequest, reply) => {
      const service = serviceSchema.safeParse(new URLSearchParams(request.url.split('?')[1]).get('service'));
      if (!service.success) throw new RaibidError('forbidden', 'Only git over smart HTTP is served here.');
      const call = await openCall(scope, deps, request, reply, service.data);
      if (call.remote) await forwardGit({ ...call, deps, part: 'advertise', maxBytes: 0, request, reply });
      else await advertise(children, call, reply);
      return reply;
    });
    scope.post('/git/:owner/:name/git-upload-pack', async (request: GitRequest, reply) => {
      const call = await openCall(scope, deps, request, reply, 'git-upload-pack');
      const maxBytes = maxFetchRequestBytes;
      if (call.remote) await forwardGit({ ...call, deps, part: 'serve', maxBytes, request, reply });
      else await serveFetch(children, call, request, reply);
      return reply;
    });
    scope.post('/git/:owner/:name/git-receive-pack', async (request: GitRequest, reply) => {
      const call = await openCall(scope, deps, request, reply, 'git-receive-pack');
      const maxBytes = deps.config.limits.pushBytes;
      if (call.remote) await forwardGit({ ...call, deps, part: 'serve', maxBytes, request, reply });
      else await servePush({ deps, children, maintenance, access: call.access, start: call.start, request, reply });
      return reply;
    });
  });
}

interface GitCall {
  access: GitAccess;
  start: GitChildCall;
  service: z.infer<typeof serviceSchema>;
  protocol: string | null;
  /** The repository lives on a forge: git of the forge answers. */
  remote: boolean;
}

async function openCall(
  scope: FastifyInstance,
  deps: ServerDeps,
  request: GitRequest,
  reply: FastifyReply,
  service: GitCall['service'],
): Promise<GitCall> {
  const { owner, name } = request.params;
  if (!name.endsWith('.git')) throw new RaibidError('not_found', 'A clone address ends in .git.');
  const fullName = `${owner}/${name.slice(0, -'.git'.length)}`;
  const write = service === 'git-receive-pack';
  const access = await openAccess(
    { store: deps.store, authenticator: scope.authenticator },
    { request, reply, fullName, write },
  );
  const folder = repositoryFolder(sharedDirOf(deps.config), access.repository.id);
  const protocol = protocolOf(request);
  const start: GitChildCall = {
    folder,
    args: [write ? 'receive-pack' : 'upload-pack', '--stateless-rpc', folder],
    protocol,
    settings: { 'receive.maxInputSize': String(deps.config.limits.pushBytes) },
  };
  return { access, start, service, protocol, remote: access.repository.forge !== builtinForge };
}

/** The protocol version the client asks for goes to git as it is; anything but a plain list is dropped. */
function protocolOf(request: FastifyRequest): string | null {
  const header = request.headers['git-protocol'];
  return typeof header === 'string' && protocolPattern.test(header) ? header : null;
}

async function advertise(children: GitChildren, call: GitCall, reply: FastifyReply): Promise<void> {
  await serveGit({
    child: children.start({ ...call.start, args: [...call.start.args, '--http-backend-info-refs'] }),
    reply,
    contentType: `application/x-${call.service}-advertisement`,
    input: [],
    prefix: Buffer.concat([packet(`# service=${call.service}\n`), flushPacket]),
  });
}

async function serveFetch(
  children: GitChildren,
  call: GitCall,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const input = bodyStages(request.raw, maxFetchRequestBytes);
  await serveGit({
    child: children.start(call.start),
    reply,
    contentType: 'application/x-git-upload-pack-result',
    input,
  });
}
