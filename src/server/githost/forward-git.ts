import { Transform } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RaibidError } from '../../shared/errors.ts';
import type { ServerDeps } from '../deps.ts';
import { type ProxyCall, proxyGit } from '../forge/git-proxy.ts';
import type { JobPush } from '../scheduler/job-pushes.ts';
import type { GitAccess } from './git-access.ts';
import { type CommandTap, tapCommands } from './push-commands.ts';
import { holdReport } from './push-report.ts';
import { bodyStages } from './request-body.ts';

export interface ForwardCall {
  deps: ServerDeps;
  access: GitAccess;
  service: ProxyCall['service'];
  part: ProxyCall['part'];
  protocol: string | null;
  maxBytes: number;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** Serves git of a repository that lives on a forge: the same rules of access, the forge's own git. */
export async function forwardGit(call: ForwardCall): Promise<void> {
  const { deps, access, service, part, protocol, reply } = call;
  const { forge, fullName } = access.repository;
  const connection = await deps.forges.connections.get(forge);
  const base = { connection, fullName, service, part, protocol, reply };
  if (part === 'advertise') return proxyGit({ ...base, input: [] });
  const input = bodyStages(call.request.raw, call.maxBytes);
  const byJob = service === 'git-receive-pack' && !access.startsRuns;
  if (byJob) await forwardJobPush(call, { ...base, input });
  else await proxyGit({ ...base, input });
}

/** A push that must start no run. What it moves is noted before the forge sees it, and kept before the job hears of it. */
async function forwardJobPush({ deps, access }: ForwardCall, proxy: ProxyCall): Promise<void> {
  const repositoryId = access.repository.id;
  const tap = tapCommands();
  let push: JobPush | null = null;
  const known = (): void => {
    const changes = (tap.commands() ?? []).map((command) => ({ repositoryId, ...command }));
    push = deps.scheduler.expectJobPush(changes);
  };
  const output = holdReport(async ({ accepted }) => {
    await push?.settle(accepted);
    push = null;
    return [];
  });
  try {
    await proxyGit({ ...proxy, input: [...proxy.input, tap.stream, holdUntilRead(tap, known)], output });
  } finally {
    await settleNothing(push);
  }
}

async function settleNothing(push: JobPush | null): Promise<void> {
  await push?.settle(new Set());
}

/** Passes nothing on before the commands of a push are read; `input_invalid` when they cannot be. */
function holdUntilRead(tap: CommandTap, known: () => void): Transform {
  let held: Buffer[] | null = [];
  let size = 0;
  const unreadable = new RaibidError('input_invalid', 'The commands of the push cannot be read.');
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (held === null) {
        done(null, chunk);
        return;
      }
      held.push(chunk);
      size += chunk.length;
      if (tap.commands() !== null) {
        known();
        const all = Buffer.concat(held);
        held = null;
        done(null, all);
      } else done(size > maxCommandBytes ? unreadable : null);
    },
    flush: (done) => done(held === null || size === 0 ? null : unreadable),
  });
}

/** More than the list of commands may have, by far. */
const maxCommandBytes = 8 * 1024 * 1024;
