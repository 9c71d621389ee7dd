import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, vi } from 'vitest';
import { runRoutes } from '../src/contract/api/runs.ts';
import { tryGit } from '../src/server/testing/git.ts';
import { ownServer } from './support/own-server.ts';
import { finished, jobWhen, logOf, pushWorkflow, runOf, workflowPath } from './support/platform.ts';
import { agentPidByName, processesWith } from './support/processes.ts';
import { until } from './support/until.ts';

// The lease times are those of the product here, and whole platforms on a busy machine take their time.
vi.setConfig({ testTimeout: 180_000 });

const own = ownServer(2);

describe('an agent killed with -9 in mid-job, with the lease times of the product', () => {
  it('has its job start again on another within 45 s, the log of the first attempt is kept, the run finishes', async () => {
    const client = await own.client();
    const repository = await own.repository();
    const script = 'echo begun; if mkdir "$RUNNER_TOOL_CACHE/seen"; then sleep 4751; fi; echo done';
    const { id: runId } = await runOf(client, await repository.push({ [workflowPath]: pushWorkflow(script) }));
    const job = await jobWhen(client, runId, 'the job hangs', async ({ id, attempt }) => {
      return attempt === 1 && (await logOf(client, id)).includes('begun');
    });
    process.kill(await agentPidByName(own.dataDir, job.attempts[0]?.agent ?? ''), 'SIGKILL');
    const killedAt = Date.now();
    const run = await finished(client, runId);
    const [first, second] = run.jobs[0]?.attempts ?? [];
    expect(run.conclusion).toBe('success');
    expect([first?.outcome, second?.outcome]).toEqual(['lost', 'success']);
    expect(second?.agent).not.toBe(first?.agent);
    expect((second?.startedAt ?? Number.POSITIVE_INFINITY) - killedAt).toBeLessThan(45_000);
    expect(await logOf(client, job.id, 1)).toContain('begun');
    expect(await logOf(client, job.id, 2)).toContain('done');
    expect(await processesWith('4751')).toEqual([]);
  });
});

describe('a server killed with -9 when git has moved the ref and the run is not stored', () => {
  it('has told the pusher of no success, and the run comes after the restart', async () => {
    const repository = await own.repository();
    const sha = await repository.commitOnly({ [workflowPath]: pushWorkflow('echo here it is') });
    const writeLock = await holdWriteLock();
    const pushing = tryGit(repository.folder, 'push', 'origin', 'HEAD');
    try {
      await until('git has moved the ref', async () => (await refOfBare('refs/heads/main')) === sha);
      expect(storedRuns(writeLock)).toBe(0);
      await own.server.kill();
    } finally {
      writeLock.close();
    }
    expect((await pushing).exit).not.toBe(0);
    await own.restart();
    const client = await own.client();
    const run = await finished(client, (await runOf(client, sha)).id);
    expect(run).toMatchObject({ conclusion: 'success', number: 1 });
    // A push of the same commit, which the pusher tries as it was told of a failure, starts no second run.
    expect((await tryGit(repository.folder, 'push', 'origin', 'HEAD')).exit).toBe(0);
    expect((await client.call(runRoutes.list, { query: { sha } })).runs).toHaveLength(1);
  });
});

/**
 * Takes the write lock of the store, as a second server on the same file would for a moment: the push goes on up to the
 * point where its run is written.
 */
async function holdWriteLock(): Promise<DatabaseSync> {
  const database = new DatabaseSync(join(own.dataDir, 'state.db'), { timeout: 5000 });
  database.exec('BEGIN IMMEDIATE');
  return database;
}

function storedRuns(database: DatabaseSync): unknown {
  return database.prepare('SELECT COUNT(*) AS count FROM runs').get()?.count;
}

async function refOfBare(ref: string): Promise<string> {
  const folder = join(own.dataDir, 'repositories');
  const [bare = ''] = await readdir(folder);
  return (await tryGit(join(folder, bare), 'rev-parse', '--verify', '--quiet', ref)).stdout.trim();
}
