import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { ownServer } from './support/own-server.ts';
import { finished, jobWhen, logOf, pushWorkflow, runOf, workflowPath } from './support/platform.ts';
import { childrenOf, localAgents } from './support/processes.ts';
import { until } from './support/until.ts';

// Whole platforms on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000 });

const own = ownServer(1);

async function bareRepositories(): Promise<string[]> {
  const folder = join(own.dataDir, 'repositories');
  return (await readdir(folder)).map((name) => join(folder, name));
}

/** Says a number each few milliseconds for some seconds. */
const counting = 'for n in $(seq 1 300); do echo "line $n"; sleep 0.02; done';
const everyLine = Array.from({ length: 300 }, (_, index) => `line ${index + 1}`);

async function startCounting(): Promise<{ runId: string; jobId: string }> {
  const sha = await (await own.repository()).push({ [workflowPath]: pushWorkflow(counting) });
  const client = await own.client();
  const { id: runId } = await runOf(client, sha);
  const job = await jobWhen(client, runId, 'the job is in the middle', async ({ id, attempt }) => {
    return attempt === 1 && (await logOf(client, id)).includes('line 40');
  });
  return { runId, jobId: job.id };
}

async function expectWholeLog(runId: string, jobId: string): Promise<void> {
  const client = await own.client();
  const run = await finished(client, runId);
  expect(run.conclusion).toBe('success');
  expect(run.jobs[0]?.attempts).toHaveLength(1);
  const lines = await logOf(client, jobId);
  expect(lines.filter((line) => /^line \d+$/.test(line))).toEqual(everyLine);
}

describe('a server killed with -9 in mid-job', () => {
  it('finds the job at work when it is back, and every line is there once', async () => {
    const { runId, jobId } = await startCounting();
    await own.server.kill();
    await own.restart();
    await expectWholeLog(runId, jobId);
  });

  it('finds the finished job waiting when it comes back late', async () => {
    const { runId, jobId } = await startCounting();
    const [agent] = await localAgents(own.dataDir);
    await own.server.kill();
    // The job is over when its steps are gone: the agent waits for the server with the rest of the log and the result.
    await until('the steps have ended', async () => (await childrenOf(agent?.pid ?? 0)).length === 0);
    await own.restart();
    await expectWholeLog(runId, jobId);
  });

  it('makes the run of a push that it had accepted but not processed', async () => {
    const repository = await own.repository();
    await repository.push({ [workflowPath]: pushWorkflow('echo one') });
    await own.server.kill();
    // What a kill between the ref update and the delivery leaves behind: the ref has moved, the ledger has not.
    const sha = await repository.commitOnly({ 'note.txt': 'second' });
    const [bare = ''] = await bareRepositories();
    await repository.git('push', '--quiet', bare, 'HEAD:refs/heads/main');
    await own.restart();
    const run = await finished(await own.client(), (await runOf(await own.client(), sha)).id);
    expect(run).toMatchObject({ conclusion: 'success', number: 2 });
  });
});

describe('a server stopped with SIGTERM', () => {
  it('exits 0, lets a running job go on and takes its result at the next start', async () => {
    const { runId, jobId } = await startCounting();
    expect(await own.server.terminate()).toBe(0);
    expect(await localAgents(own.dataDir)).toHaveLength(1);
    await own.restart();
    await expectWholeLog(runId, jobId);
  });
});
