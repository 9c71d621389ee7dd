import type { FastifyInstance } from 'fastify';
import { runRoutes } from '../../contract/api/runs.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { ServerDeps } from '../deps.ts';
import { actorOf } from '../identity/principal.ts';
import { registerRoute } from '../register-route.ts';
import { loadJobView } from './load-run.ts';

/** One job, and taking up a dead letter again. */
export function jobApi(app: FastifyInstance, deps: ServerDeps): void {
  registerRoute(app, runRoutes.job, ({ params }) => loadJobView(deps, params.jobId));
  registerRoute(app, runRoutes.retryJob, async ({ params, principal }) => {
    await retryDeadLetter(deps, params.jobId, actorOf(principal));
    return {};
  });
}

/** The event first: a crash in between leaves the dead letter on the list, where taking it up again does no harm. */
async function retryDeadLetter(deps: ServerDeps, jobId: string, by: string): Promise<void> {
  const letter = (await deps.store.jobs.deadLetters()).find((candidate) => candidate.jobId === jobId);
  if (letter === undefined) {
    throw new RaibidError('not_found', `Job ${jobId} is no dead letter.`, {
      hint: '`raibid-cli queue` lists the dead letters; run other jobs again with `raibid-cli runs rerun`.',
    });
  }
  await deps.store.runs.post(letter.runId, { type: 'retry_job', jobId, by });
  await deps.store.jobs.dropDeadLetter(jobId);
}
