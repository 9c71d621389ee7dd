import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RefChange } from '../../store/port/deliveries.ts';
import type { ServerDeps } from '../deps.ts';
import { adoptFirstBranch } from './default-branch.ts';
import type { GitAccess } from './git-access.ts';
import type { GitChildCall, GitChildren } from './git-children.ts';
import type { Maintenance } from './maintain.ts';
import { type CommandTap, tapCommands } from './push-commands.ts';
import { holdReport, type PushReport } from './push-report.ts';
import { bodyStages } from './request-body.ts';
import { serveGit } from './serve-git.ts';

/** Commands and pack headers beside the pack itself, which git counts (receive.maxInputSize). */
const requestSlack = 16 * 1024 * 1024;

export interface PushCall {
  deps: ServerDeps;
  children: GitChildren;
  maintenance: Maintenance;
  access: GitAccess;
  start: GitChildCall;
  request: FastifyRequest;
  reply: FastifyReply;
}

/**
 * Serves a push. The end of git's answer, without which the pusher's git reports a failure, is sent only when the
 * scheduler has stored the deliveries and runs of the moved refs. However the exchange ends, the ledger comparison is
 * asked to look: refs may have moved although the client is gone.
 */
export async function servePush(call: PushCall): Promise<void> {
  const tap = tapCommands();
  const input = bodyStages(call.request.raw, call.deps.config.limits.pushBytes + requestSlack);
  let delivered = false;
  try {
    await serveGit({
      child: call.children.start(call.start),
      reply: call.reply,
      contentType: 'application/x-git-receive-pack-result',
      input: [...input, tap.stream],
      output: holdReport(async (report) => {
        const lines = await deliver(call, tap, report);
        delivered = true;
        return lines;
      }),
    });
  } finally {
    if (!delivered) await catchUp(call);
    call.maintenance.look(call.start.folder);
  }
}

/** Hands the moved refs to the scheduler; answers what to tell the pusher. */
async function deliver(call: PushCall, tap: CommandTap, report: PushReport): Promise<string[]> {
  const { scheduler } = call.deps;
  const changes = changesOf(call, tap, report);
  if (changes === null) return runLines(call, (await scheduler.reconcile(call.access.repository.id)).runIds);
  if (changes.length === 0) return [];
  const { actor, startsRuns, repository } = call.access;
  const adopted = await adoptFirstBranch(call.deps, repository, changes);
  const lines = runLines(call, (await scheduler.refsChanged(changes, actor, !startsRuns)).runIds);
  return adopted === null ? lines : [`the default branch is now ${adopted}`, ...lines];
}

/** Null: the push had more commands than are kept, and the ledger comparison has to find them. */
function changesOf(call: PushCall, tap: CommandTap, report: PushReport): RefChange[] | null {
  const commands = tap.commands();
  if (commands === null) return null;
  return commands
    .filter((command) => report.accepted.has(command.ref) && command.before !== command.after)
    .map((command) => ({ repositoryId: call.access.repository.id, ...command }));
}

function runLines(call: PushCall, runIds: string[]): string[] {
  return runIds.map((runId) => `run ${runId}: ${call.deps.baseUrl()}/runs/${runId}`);
}

async function catchUp(call: PushCall): Promise<void> {
  try {
    await call.deps.scheduler.reconcile(call.access.repository.id);
  } catch (error) {
    call.reply.log.warn({ err: error }, 'The refs could not be compared after a push; the next comparison will do it.');
  }
}
