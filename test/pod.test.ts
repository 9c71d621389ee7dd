import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { platformRoutes } from '../src/contract/api/platform.ts';
import { hashToken, newToken } from '../src/shared/ids.ts';
import { openSqliteStore } from '../src/store/sqlite/open.ts';
import { finished, jobWhen, logOf, type Platform, runOf, startPlatform, workflowPath } from './support/platform.ts';
import { startPod, type TestPod, type TestPodOptions } from './support/pod.ts';
import { processesWith } from './support/processes.ts';
import { until } from './support/until.ts';

vi.setConfig({ testTimeout: 120_000 });

const token = newToken('agent');
let platform: Platform;

beforeEach(async () => {
  platform = await startPlatform({ maxAgents: 0 });
  const store = await openSqliteStore({ file: join(platform.dataDir, 'state.db') });
  await store.tokens.create({ hash: hashToken(token), kind: 'agent', name: 'test', createdAt: 0, expiresAt: null });
  await store.close();
});
afterEach(() => platform.stop());

const pod = (options: Partial<TestPodOptions> = {}): Promise<TestPod> =>
  startPod({ server: platform.server.url, token, ...options });

async function pushed(...scripts: string[]): Promise<string> {
  const steps = scripts.map((run) => ({ run }));
  const workflow = JSON.stringify({ on: 'push', jobs: { build: { 'runs-on': 'ubuntu-latest', steps } } });
  const repository = await platform.repository();
  return (await runOf(platform.client, await repository.push({ [workflowPath]: workflow }))).id;
}

async function jobLog(runId: string): Promise<string[]> {
  const run = await finished(platform.client, runId);
  const [job] = run.jobs;
  expect(job).toMatchObject({ conclusion: 'success' });
  return logOf(platform.client, job?.id ?? '');
}

/** Waits until an agent asks for a job. */
async function idle(): Promise<void> {
  await until('an agent is idle', async () => {
    const { agents } = await platform.client.call(platformRoutes.agents);
    return agents.some(({ state }) => state === 'idle');
  });
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** Finds the token, but not this script. */
const pattern = `${token.slice(0, 20)}[${token.at(20)}]${token.slice(21)}`;
/** Looks for the agent's token in every place that a job could think of. */
const searchForSecrets = `
for file in /run/secrets/raibid/token /proc/[0-9]*/root/run/secrets/raibid/token /proc/[0-9]*/cwd/log-spool; do
  cat "$file" 2>/dev/null && echo "LEAK $file"
done
cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep -e 'RAIBID_[T]OKEN' -e 'RAIBID_[S]ERVER' -e '${pattern}' && echo LEAK environment
ls -A /run /run/agent /run/secrets 2>/dev/null || true
grep -rs '${pattern}' /tmp /run /job /dev/shm && echo LEAK file
env | grep -v GITHUB | grep -e 'raibid_[l]ease' -e 'raibid_[a]gent' && echo LEAK variable
echo searched`;

describe('a pod with two containers', () => {
  it('runs the steps in the one without credentials, as its user and with its environment', async () => {
    const runId = await pushed('id -u; pwd; echo "$FROM_IMAGE $HOME"', searchForSecrets);
    const { agent, job, folder } = await pod({ imageEnv: { FROM_IMAGE: 'rust 1.90' } });
    const log = await jobLog(runId);
    expect(log[0]).toBe('Agent pod-1: this job runs in a container of its own.');
    expect(log).toEqual(expect.arrayContaining(['1001', '/job/work/demo', 'rust 1.90 /job/home', 'searched']));
    expect(log.filter((line) => line.startsWith('LEAK'))).toEqual([]);
    expect(await agent.exit).toBe(0);
    expect(await job.exit).toBe(0);
    expect(await readdir(join(folder, 'spool'))).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^raibid-agent-/)]),
    );
  });

  it('is ready from the moment of its claim, and not before', async () => {
    const { agent, folder } = await pod();
    const ready = join(folder, 'agent', 'claimed');
    await idle();
    expect(await exists(ready)).toBe(false);
    await pushed('true');
    await until('the pod is ready', () => exists(ready));
    expect(await agent.exit).toBe(0);
  });

  it('takes one connection: the socket is gone before a step runs', async () => {
    const runId = await pushed('ls -A /run/executor | wc -l');
    await pod();
    expect(await jobLog(runId)).toContain('0');
  });

  it('leaves when no job comes', async () => {
    const { agent, job } = await pod({ flags: ['--idle', '300'] });
    expect(await agent.exit).toBe(0);
    expect(await job.exit).toBe(0);
  });

  it('leaves at SIGTERM in both containers while it is idle', async () => {
    const { agent, job } = await pod();
    await idle();
    await Promise.all([agent.signal('SIGTERM'), job.signal('SIGTERM')]);
    expect(await agent.exit).toBe(0);
    expect(await job.exit).toBe(0);
  });
});

describe('the end of one container', () => {
  const begun = (runId: string) =>
    jobWhen(platform.client, runId, 'the job has begun', async ({ id, attempt }) => {
      return attempt > 0 && (await logOf(platform.client, id)).includes('begun');
    });

  it('the agent: every process of the job ends, daemons too', async () => {
    const runId = await pushed('setsid sleep 7351 & echo begun; sleep 7351');
    const { agent, job } = await pod();
    await begun(runId);
    expect(await processesWith('7351')).not.toEqual([]);
    await agent.signal('SIGKILL');
    expect(await job.exit).toBe(0);
    expect(await processesWith('7351')).toEqual([]);
  });

  it('the job: it fails with the reason, and the agent exits well', async () => {
    const runId = await pushed('echo begun; sleep 7352');
    const { agent, job } = await pod();
    await begun(runId);
    await job.signal('SIGKILL');
    expect(await agent.exit).toBe(0);
    const run = await finished(platform.client, runId);
    expect(run.jobs[0]).toMatchObject({ conclusion: 'failure' });
    expect((await logOf(platform.client, run.jobs[0]?.id ?? '')).join('\n')).toContain('The place of this job is gone');
  });

  it('the job before there is one: the agent claims none', async () => {
    const { agent, job } = await pod();
    await idle();
    await job.signal('SIGKILL');
    expect(await agent.exit).not.toBe(0);
    const runId = await pushed('true');
    const other = await pod();
    expect(await other.agent.exit).toBe(0);
    expect((await finished(platform.client, runId)).jobs[0]).toMatchObject({ conclusion: 'success', attempt: 1 });
  });

  it('SIGTERM in both in the middle of a step: the job is cancelled in order', async () => {
    const runId = await pushed('echo begun; sleep 7353');
    const { agent, job } = await pod();
    await begun(runId);
    await Promise.all([agent.signal('SIGTERM'), job.signal('SIGTERM')]);
    expect(await agent.exit).toBe(0);
    expect(await job.exit).toBe(0);
    expect((await finished(platform.client, runId)).jobs[0]?.conclusion).toBe('cancelled');
  });
});
