import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { Client } from '../../src/client/client.ts';
import { runRoutes } from '../../src/contract/api/runs.ts';
import { logOf } from './platform.ts';

/** All runs as people get them, newest first; of logs and artifacts the SHA-256. For comparing two moments. */
export async function runContent(client: Client): Promise<unknown[]> {
  const { runs } = await client.call(runRoutes.list, { query: { limit: 200 } });
  return Promise.all(runs.map(({ id }) => oneRun(client, id)));
}

async function oneRun(client: Client, runId: string): Promise<unknown> {
  const run = await client.call(runRoutes.get, { params: { runId } });
  const { artifacts } = await client.call(runRoutes.artifacts, { params: { runId } });
  const logs = await Promise.all(run.jobs.map((job) => logOf(client, job.id)));
  const files = artifacts.map(async ({ id }) =>
    sha256(await buffer(await client.download(runRoutes.downloadArtifact, { params: { artifactId: id } }))),
  );
  return { run, logs: sha256(JSON.stringify(logs)), artifacts, files: await Promise.all(files) };
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
