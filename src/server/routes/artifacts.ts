import type { FastifyInstance } from 'fastify';
import { runRoutes } from '../../contract/api/runs.ts';
import { RaibidError } from '../../shared/errors.ts';
import { sendBlob } from '../agent-api/send-blob.ts';
import type { ServerDeps } from '../deps.ts';
import { registerRoute } from '../register-route.ts';
import { loadRun } from './load-run.ts';

/** Artifacts of a run, for people. */
export function artifactApi(app: FastifyInstance, deps: ServerDeps): void {
  registerRoute(app, runRoutes.artifacts, async ({ params }) => {
    const run = await loadRun(deps, params.runId);
    return { artifacts: await deps.store.artifacts.ofRun(run.id) };
  });
  registerRoute(app, runRoutes.downloadArtifact, async ({ params, reply }) => {
    const artifact = await deps.store.artifacts.get(params.artifactId);
    if (artifact === null) throw new RaibidError('not_found', `There is no artifact ${params.artifactId}.`);
    reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(artifact.name)}.tar.gz`);
    return sendBlob(reply, artifact, await deps.blobs.artifacts.read(artifact.id));
  });
}
