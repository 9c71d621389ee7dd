import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { platformRoutes } from '../src/contract/api/platform.ts';
import type { RunView } from '../src/contract/views.ts';
import {
  finished,
  logOf,
  type Platform,
  pushWorkflow,
  runOf,
  startPlatform,
  workflowPath,
} from './support/platform.ts';
import { processesWith } from './support/processes.ts';

// Whole platforms on a busy machine take their time.
vi.setConfig({ testTimeout: 180_000 });

let platform: Platform;
let count = 0;

beforeAll(async () => {
  platform = await startPlatform({ maxAgents: 2, warm: 1, isolation: 'sandbox' });
});
afterAll(() => platform.stop());

/** Runs a job of these steps in a repository of its own and answers the run with the job's log. */
async function runSteps(...scripts: string[]): Promise<{ run: RunView; log: string[] }> {
  count += 1;
  const repository = await platform.repository(`hostile-${count}`);
  const sha = await repository.push({ [workflowPath]: pushWorkflow(...scripts) });
  const run = await finished(platform.client, (await runOf(platform.client, sha)).id);
  return { run, log: await logOf(platform.client, run.jobs[0]?.id ?? '') };
}

/** The server still answers, and another job still runs. */
async function expectAllWell(): Promise<void> {
  await expect(platform.client.call(platformRoutes.info)).resolves.toBeDefined();
  expect((await runSteps('echo fine')).run.conclusion).toBe('success');
}

describe('a job in the sandbox that wants to see what is not its own', () => {
  it('finds neither the data folder, nor the admin token, nor other workspaces, nor the agent', async () => {
    const { dataDir, token } = platform;
    const { log } = await runSteps(
      `ls -la ${dataDir} || echo "no data folder"`,
      `cat ${dataDir}/admin-token ${dataDir}/state.db || echo "no token"`,
      `ls ${dataDir}/agents ${dataDir}/tool-cache ${dataDir}/repositories || echo "no other workspaces"`,
      'cat /proc/*/environ /proc/*/cmdline | tr "\\0" "\\n" | grep -aE "raibid_(agent|lease|admin)_" || echo "no tokens of others"',
      `find / -name 'admin-token' -not -path '/proc/*' 2>/dev/null || true; echo "searched"`,
    );
    expect(log).toEqual(
      expect.arrayContaining(['no data folder', 'no token', 'no other workspaces', 'no tokens of others', 'searched']),
    );
    expect(log.join('\n')).not.toContain(token);
    expect(log.join('\n')).not.toMatch(/raibid_(agent|lease|admin)_\w/);
    expect(log.filter((line) => line.endsWith('/admin-token'))).toEqual([]);
  });
});

describe('a job with a terrible log', () => {
  it('of one line of 200 MB is kept to its limit and says so', async () => {
    const { run, log } = await runSteps("head -c 200000000 /dev/zero | tr '\\0' x; echo; echo after");
    expect(run.conclusion).toBe('success');
    expect(log.join('').length).toBeLessThan(66 * 1024 * 1024);
    expect(log.at(-1)).toMatch(/64 MiB/);
    await expectAllWell();
  });

  it('of random bytes ends well, and the lines around them are there', async () => {
    const { run, log } = await runSteps('echo before; head -c 300000 /dev/urandom; echo; echo after');
    expect(run.conclusion).toBe('success');
    expect(log).toEqual(expect.arrayContaining(['before', 'after']));
    await expectAllWell();
  });
});

describe('a job that leaves a daemon behind', () => {
  it('ends, and the daemon with it', async () => {
    const { run } = await runSteps('setsid nohup sleep 4731 >/dev/null 2>&1 & echo started', 'echo next step');
    expect(run.conclusion).toBe('success');
    expect(await processesWith('4731')).toEqual([]);
  });

  it('that holds its output open does not hang', async () => {
    const { run, log } = await runSteps('setsid sleep 4732 & echo started');
    expect(run.conclusion).toBe('success');
    expect(log).toContain('started');
    expect(await processesWith('4732')).toEqual([]);
  });
});
