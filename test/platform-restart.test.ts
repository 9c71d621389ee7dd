import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../src/client/client.ts';
import {
  adminToken,
  endAgents,
  finished,
  jobWhen,
  logOf,
  makeRepository,
  pushWorkflow,
  runOf,
  type TestRepository,
  workflowPath,
} from './support/platform.ts';
import { childrenOf, localAgents } from './support/processes.ts';
import { type ServerProcess, startServerProcess } from './support/server-process.ts';
import { until } from './support/until.ts';

// Whole platforms on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000 });

let dataDir: string;
let server: ServerProcess;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'raibid-restart-'));
  server = await startServerProcess(dataDir, 0, '--max-agents', '1');
});
afterEach(async () => {
  await server.kill();
  await endAgents(dataDir);
  await rm(dataDir, { recursive: true, force: true });
});

async function clientOf(): Promise<ReturnType<typeof createClient>> {
  return createClient({ url: server.url, token: await adminToken(dataDir) });
}

async function repositoryOf(): Promise<TestRepository> {
  return makeRepository(await clientOf(), await adminToken(dataDir), dataDir, 'demo');
}

async function bareRepositories(): Promise<string[]> {
  const folder = join(dataDir, 'repositories');
  return (await readdir(folder)).map((name) => join(folder, name));
}

async function restart(): Promise<void> {
  server = await startServerProcess(dataDir, Number(new URL(server.url).port), '--max-agents', '1');
}

/** Says a number each few milliseconds for some seconds. */
const counting = 'for n in $(seq 1 300); do echo "line $n"; sleep 0.02; done';
const everyLine = Array.from({ length: 300 }, (_, index) => `line ${index + 1}`);

async function startCounting(): Promise<{ runId: string; jobId: string }> {
  const sha = await (await repositoryOf()).push({ [workflowPath]: pushWorkflow(counting) });
  const client = await clientOf();
  const { id: runId } = await runOf(client, sha);
  const job = await jobWhen(client, runId, 'the job is in the middle', async ({ id, attempt }) => {
    return attempt === 1 && (await logOf(client, id)).includes('line 40');
  });
  return { runId, jobId: job.id };
}

async function expectWholeLog(runId: string, jobId: string): Promise<void> {
  const client = await clientOf();
  const run = await finished(client, runId);
  expect(run.conclusion).toBe('success');
  expect(run.jobs[0]?.attempts).toHaveLength(1);
  const lines = await logOf(client, jobId);
  expect(lines.filter((line) => /^line \d+$/.test(line))).toEqual(everyLine);
}

describe('a server killed with -9 in mid-job', () => {
  it('finds the job at work when it is back, and every line is there once', async () => {
    const { runId, jobId } = await startCounting();
    await server.kill();
    await restart();
    await expectWholeLog(runId, jobId);
  });

  it('finds the finished job waiting when it comes back late', async () => {
    const { runId, jobId } = await startCounting();
    const [agent] = await localAgents(dataDir);
    await server.kill();
    // The job is over when its steps are gone: the agent waits for the server with the rest of the log and the result.
    await until('the steps have ended', async () => (await childrenOf(agent?.pid ?? 0)).length === 0);
    await restart();
    await expectWholeLog(runId, jobId);
  });

  it('makes the run of a push that it had accepted but not processed', async () => {
    const repository = await repositoryOf();
    await repository.push({ [workflowPath]: pushWorkflow('echo one') });
    await server.kill();
    // What a kill between the ref update and the delivery leaves behind: the ref has moved, the ledger has not.
    const sha = await repository.commitOnly({ 'note.txt': 'second' });
    const [bare = ''] = await bareRepositories();
    await repository.git('push', '--quiet', bare, 'HEAD:refs/heads/main');
    await restart();
    const run = await finished(await clientOf(), (await runOf(await clientOf(), sha)).id);
    expect(run).toMatchObject({ conclusion: 'success', number: 2 });
  });
});

describe('a server stopped with SIGTERM', () => {
  it('exits 0, lets a running job go on and takes its result at the next start', async () => {
    const { runId, jobId } = await startCounting();
    expect(await server.terminate()).toBe(0);
    expect(await localAgents(dataDir)).toHaveLength(1);
    await restart();
    await expectWholeLog(runId, jobId);
  });
});
