import type { FastifyInstance } from 'fastify';
import { agentRoutes } from '../../contract/api/agent.ts';
import { jobRoutes } from '../../contract/api/job.ts';
import type { ServerDeps } from '../deps.ts';
import { jobOf } from '../identity/principal.ts';
import { registerRoute } from '../register-route.ts';
import { downloadArtifact, listArtifacts, uploadArtifact } from './artifacts.ts';
import { awaitCancel } from './await-cancel.ts';
import { downloadCache, findCache, saveCache } from './caches.ts';
import { claimJob } from './claim.ts';
import { closedSignal } from './closed-signal.ts';
import { completeJob } from './complete.ts';
import { beat } from './heartbeat.ts';
import { heldLease } from './held-lease.ts';
import { appendLog } from './log.ts';
import { claimOf, forgetUnlessBusy } from './pod-claim.ts';
import { releaseJob } from './release.ts';
import { createTurns } from './turns.ts';
import { withUploadBody } from './upload-body.ts';

/** The lease protocol of agents (docs/queue.md). */
async function leaseApiRoutes(app: FastifyInstance, deps: ServerDeps): Promise<void> {
  const turns = createTurns(deps.store.signals, deps.stopping);
  registerRoute(app, agentRoutes.claim, async ({ body, principal, request, reply }) => {
    const claim = claimOf(body, principal, deps.clock.now());
    const answer = await claimJob(deps, turns, claim, closedSignal(request, reply));
    await forgetUnlessBusy(deps, principal, answer);
    return answer;
  });
  registerRoute(app, agentRoutes.heartbeat, async ({ body, principal }) =>
    beat(deps, await heldLease(principal), body),
  );
  registerRoute(app, agentRoutes.awaitCancel, async ({ body, principal, request, reply }) =>
    awaitCancel(deps, await heldLease(principal), body, closedSignal(request, reply)),
  );
  registerRoute(app, agentRoutes.log, async ({ body, principal }) => appendLog(deps, await heldLease(principal), body));
  registerRoute(app, agentRoutes.complete, ({ body, principal }) => completeJob(deps, principal, body));
  registerRoute(app, agentRoutes.release, async ({ body, principal }) =>
    releaseJob(deps, await heldLease(principal), body),
  );
}

/** What a job may do with its own token. */
async function jobApiRoutes(app: FastifyInstance, deps: ServerDeps): Promise<void> {
  registerRoute(app, jobRoutes.uploadArtifact, ({ params, query, principal, request }) =>
    withUploadBody(request.raw, (content) =>
      uploadArtifact(deps, jobOf(principal), { name: params.name, ...query, content }),
    ),
  );
  registerRoute(app, jobRoutes.listArtifacts, ({ principal }) => listArtifacts(deps, jobOf(principal)));
  registerRoute(app, jobRoutes.downloadArtifact, ({ params, principal, reply }) =>
    downloadArtifact(deps, jobOf(principal), params.name, reply),
  );
  registerRoute(app, jobRoutes.findCache, ({ query, principal }) => findCache(deps, jobOf(principal), query));
  registerRoute(app, jobRoutes.downloadCache, ({ params, principal, reply }) =>
    downloadCache(deps, jobOf(principal), params.cacheId, reply),
  );
  registerRoute(app, jobRoutes.saveCache, ({ query, principal, request }) =>
    withUploadBody(request.raw, (content) => saveCache(deps, jobOf(principal), { ...query, content })),
  );
}

/** Everything that agents and jobs call. `app.ts` registers it. */
export async function agentApiRoutes(app: FastifyInstance, deps: ServerDeps): Promise<void> {
  await leaseApiRoutes(app, deps);
  await jobApiRoutes(app, deps);
}
