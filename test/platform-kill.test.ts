import { afterEach, describe, expect, it, vi } from 'vitest';
import { runLines } from '../src/cli/output/run-text.ts';
import { styleFor } from '../src/cli/output/style.ts';
import { runRoutes } from '../src/contract/api/runs.ts';
import {
  finished,
  jobWhen,
  logOf,
  type Platform,
  pushWorkflow,
  runOf,
  startPlatform,
  workflowPath,
} from './support/platform.ts';
import { agentPidByName, localAgents, processesWith } from './support/processes.ts';
import { until } from './support/until.ts';

// Whole platforms on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000 });

let platform: Platform;
afterEach(() => platform.stop());

/** The reaper acts within seconds instead of half a minute. */
const quickLease = { heartbeatEvery: 300, expiry: 2000, fence: 500 };
/** Hangs the first time a job of the repository runs it; the tool cache is what jobs of a repository share. */
const hangsOnce = 'echo begun; if mkdir "$RUNNER_TOOL_CACHE/seen"; then sleep 4711; fi; echo done';

async function startHangingJob(
  isolation: 'sandbox' | 'none',
): Promise<{ runId: string; jobId: string; agent: number }> {
  platform = await startPlatform({ lease: quickLease, isolation });
  const repository = await platform.repository();
  const { id: runId } = await runOf(
    platform.client,
    await repository.push({ [workflowPath]: pushWorkflow(hangsOnce) }),
  );
  const job = await jobWhen(platform.client, runId, 'the job hangs', async ({ id, attempt }) => {
    return attempt === 1 && (await logOf(platform.client, id)).includes('begun');
  });
  return { runId, jobId: job.id, agent: await agentPidByName(platform.dataDir, job.attempts[0]?.agent ?? '') };
}

describe('an agent killed with -9 in mid-job', () => {
  it.each(['sandbox', 'none'] as const)(
    'loses the job to another, its log is kept (isolation %s)',
    async (isolation) => {
      const { runId, jobId, agent } = await startHangingJob(isolation);
      process.kill(agent, 'SIGKILL');
      const run = await finished(platform.client, runId);
      expect(run.conclusion).toBe('success');
      expect(run.jobs[0]?.attempts.map(({ outcome }) => outcome)).toEqual(['lost', 'success']);
      expect(await logOf(platform.client, jobId, 1)).toContain('begun');
      expect(await logOf(platform.client, jobId, 1)).not.toContain('done');
      expect(await logOf(platform.client, jobId, 2)).toContain('done');
      await until('nothing of the first attempt runs any more', async () => (await processesWith('4711')).length === 0);
    },
  );

  it('fails the job with the reason when it happens each time', async () => {
    platform = await startPlatform({ lease: quickLease });
    const repository = await platform.repository();
    const sha = await repository.push({ [workflowPath]: pushWorkflow('echo begun; sleep 4712') });
    const { id: runId } = await runOf(platform.client, sha);
    for (const attempt of [1, 2, 3]) {
      const job = await jobWhen(platform.client, runId, `attempt ${attempt} has begun`, async (candidate) => {
        return candidate.attempt === attempt && (await logOf(platform.client, candidate.id)).includes('begun');
      });
      const name = job.attempts.find((candidate) => candidate.attempt === attempt)?.agent ?? '';
      process.kill(await agentPidByName(platform.dataDir, name), 'SIGKILL');
    }
    const run = await finished(platform.client, runId);
    expect(run.conclusion).toBe('failure');
    expect(run.jobs[0]?.reason).toMatch(/no sign of life/);
    const shown = runLines(run, styleFor({ write: () => true, isTTY: false, columns: 0 }, {}), 200, Date.now());
    expect(shown.join('\n')).toContain(`given up after 3 lost attempts (raibid-cli jobs retry ${run.jobs[0]?.id})`);
  });
});

describe('a cancel', () => {
  it.each(['sandbox', 'none'] as const)('ends every process of the job (isolation %s)', async (isolation) => {
    // No heartbeat comes within this test: the agent hears of it by its own question.
    const hour = 3_600_000;
    platform = await startPlatform({ lease: { heartbeatEvery: hour, expiry: 3 * hour, fence: 0 }, isolation });
    const repository = await platform.repository();
    const script = 'sleep 4713 & (setsid sleep 4713 &) ; echo begun; sleep 4713';
    const { id: runId } = await runOf(platform.client, await repository.push({ [workflowPath]: pushWorkflow(script) }));
    const job = await jobWhen(platform.client, runId, 'the job runs', async ({ id, attempt }) => {
      return attempt === 1 && (await logOf(platform.client, id)).includes('begun');
    });
    expect((await processesWith('4713')).length).toBe(3);
    await platform.client.call(runRoutes.cancel, { params: { runId } });
    const run = await finished(platform.client, runId);
    expect(run.jobs.find(({ id }) => id === job.id)?.conclusion).toBe('cancelled');
    expect(await processesWith('4713')).toEqual([]);
  });
});

describe('the local scaler', () => {
  it('never has more agents than the maximum, and runs every job', async () => {
    platform = await startPlatform({ maxAgents: 3, warm: 1 });
    const repository = await platform.repository();
    const most = { agents: 0 };
    const watching = setInterval(async () => {
      // A list takes a while to read: what is in two of them, one after the other, lived at the same time.
      const first = await localAgents(platform.dataDir);
      const second = new Set((await localAgents(platform.dataDir)).map(({ agentId }) => agentId));
      most.agents = Math.max(most.agents, first.filter(({ agentId }) => second.has(agentId)).length);
    }, 20);
    const steps = [{ run: 'true' }];
    const matrix = { n: [1, 2, 3, 4, 5, 6, 7, 8] };
    const workflow = { on: 'push', jobs: { many: { 'runs-on': 'ubuntu-latest', strategy: { matrix }, steps } } };
    const { id } = await runOf(platform.client, await repository.push({ [workflowPath]: JSON.stringify(workflow) }));
    const run = await finished(platform.client, id);
    clearInterval(watching);
    expect(run.jobs.map(({ conclusion }) => conclusion)).toEqual(Array(8).fill('success'));
    expect(most.agents).toBe(3);
  });
});
