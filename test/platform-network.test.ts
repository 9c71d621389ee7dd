import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { agentRoutes } from '../src/contract/api/agent.ts';
import { hashToken, newToken } from '../src/shared/ids.ts';
import { openSqliteStore } from '../src/store/sqlite/open.ts';
import { startAgentProcess } from './support/agent-process.ts';
import { loseFirst, startLossyProxy } from './support/lossy-proxy.ts';
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
import { processesWith } from './support/processes.ts';
import { until } from './support/until.ts';

// Whole platforms on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000 });

const lease = { heartbeatEvery: 300, expiry: 2500, fence: 500 };
const agentToken = newToken('agent');
let platform: Platform;

beforeEach(async () => {
  platform = await startPlatform({ maxAgents: 0, lease });
  const store = await openSqliteStore({ file: join(platform.dataDir, 'state.db') });
  const record = { hash: hashToken(agentToken), kind: 'agent' as const, name: 'test', createdAt: 0, expiresAt: null };
  await store.tokens.create(record);
  await store.close();
});
afterEach(() => platform.stop());

async function pushed(workflow: string): Promise<string> {
  const repository = await platform.repository();
  return (await runOf(platform.client, await repository.push({ [workflowPath]: workflow }))).id;
}

/** A job of a concurrency group: nobody else of the group may run beside it. */
function groupWorkflow(script: string): string {
  const steps = [{ run: script }];
  return JSON.stringify({
    on: 'push',
    jobs: { deploy: { 'runs-on': 'ubuntu-latest', concurrency: 'deploy', steps } },
  });
}

const begun = (runId: string) =>
  jobWhen(platform.client, runId, 'the job has begun', async ({ id, attempt }) => {
    return attempt > 0 && (await logOf(platform.client, id)).includes('begun');
  });

describe('a lost answer', () => {
  it.each([
    ['a claim', agentRoutes.claim.path],
    ['log lines', agentRoutes.log.path],
    ['a heartbeat', agentRoutes.heartbeat.path],
    ['a result', agentRoutes.complete.path],
  ])('to %s costs nothing: one attempt, each line once', async (_, path) => {
    const proxy = await startLossyProxy(platform.server.url);
    proxy.fate = loseFirst(path, 2);
    const runId = await pushed(pushWorkflow('echo one; sleep 0.3; echo two; sleep 0.3; echo three'));
    const agent = await startAgentProcess(proxy.url, agentToken);
    const run = await finished(platform.client, runId);
    expect(run.conclusion).toBe('success');
    expect(run.jobs[0]?.attempts).toHaveLength(1);
    const lines = await logOf(platform.client, run.jobs[0]?.id ?? '');
    expect(lines.filter((line) => /^(one|two|three)$/.test(line))).toEqual(['one', 'two', 'three']);
    expect(await agent.exit).toBe(0);
    expect(proxy.seen).toContainEqual({ path, fate: 'lose' });
  });
});

describe('an agent cut off from the server', () => {
  it('stops a job beside which nobody else may run, when its lease would end', async () => {
    const proxy = await startLossyProxy(platform.server.url);
    const runId = await pushed(groupWorkflow('echo begun; sleep 4721'));
    await startAgentProcess(proxy.url, agentToken);
    await begun(runId);
    expect(await processesWith('4721')).toHaveLength(1);
    proxy.cut();
    await until('the job was stopped', async () => (await processesWith('4721')).length === 0, 15);
  });

  it('ends without a trace when its lease is lost meanwhile', async () => {
    const proxy = await startLossyProxy(platform.server.url);
    const runId = await pushed(pushWorkflow('echo begun; sleep 4722'));
    const agent = await startAgentProcess(proxy.url, agentToken);
    const job = await begun(runId);
    proxy.cut();
    await jobWhen(platform.client, runId, 'the job waits again', ({ status }) => status === 'queued');
    expect(await processesWith('4722')).toHaveLength(1);
    proxy.fate = () => 'pass';
    expect(await agent.exit).toBe(0);
    expect(await processesWith('4722')).toEqual([]);
    await expect(access(join(agent.folder, 'work'))).rejects.toThrow('ENOENT');
    expect(job.attempt).toBe(1);
  });
});

describe('an agent that is told to stop', () => {
  it('leaves at once while it waits', async () => {
    const proxy = await startLossyProxy(platform.server.url);
    const agent = await startAgentProcess(proxy.url, agentToken, '--class', 'nobody');
    await until('the agent asks for a job', () => proxy.seen.some(({ path }) => path === agentRoutes.claim.path));
    agent.signal('SIGTERM');
    expect(await agent.exit).toBe(0);
  });

  it('gives a job back that has not started a step: it costs no attempt', async () => {
    // Fetching this action never ends: the job stays in its set-up.
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      silent.closeAllConnections();
      silent.close();
    });
    const host = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const steps = [{ uses: 'someone/something@v1' }];
    const workflow = { on: 'push', jobs: { build: { 'runs-on': 'ubuntu-latest', steps } } };
    const runId = await pushed(JSON.stringify(workflow));
    const agent = await startAgentProcess(platform.server.url, agentToken, '--actions-host', host);
    const asked = once(silent, 'request');
    await jobWhen(platform.client, runId, 'the job is claimed', ({ attempt }) => attempt === 1);
    await asked;
    agent.signal('SIGTERM');
    expect(await agent.exit).toBe(0);
    const job = await jobWhen(platform.client, runId, 'the job waits again', ({ status }) => status === 'queued');
    expect(job.attempts.map(({ outcome }) => outcome)).toEqual(['released']);
  });

  it('cancels the job that has begun, runs its always() steps and reports it', async () => {
    const steps = [{ run: 'echo begun; sleep 4723' }, { if: 'always()', run: 'echo cleaned up' }];
    const workflow = { on: 'push', jobs: { build: { 'runs-on': 'ubuntu-latest', steps } } };
    const runId = await pushed(JSON.stringify(workflow));
    const agent = await startAgentProcess(platform.server.url, agentToken);
    const job = await begun(runId);
    agent.signal('SIGTERM');
    const run = await finished(platform.client, runId);
    expect(run.jobs[0]?.conclusion).toBe('cancelled');
    expect(await logOf(platform.client, job.id)).toContain('cleaned up');
  });
});

describe('an agent with a wrong token', () => {
  it('says so and exits with the code for it', async () => {
    const agent = await startAgentProcess(platform.server.url, newToken('agent'));
    expect(await agent.exit).toBe(6);
  });
});
