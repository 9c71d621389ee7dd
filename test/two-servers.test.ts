import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createClient } from '../src/client/client.ts';
import { platformRoutes } from '../src/contract/api/platform.ts';
import { runRoutes } from '../src/contract/api/runs.ts';
import { startTestRedis, type TestRedis } from '../src/store/redis/testing/redis-server.ts';
import {
  adminToken,
  endAgents,
  finished,
  logOf,
  makeRepository,
  pushWorkflow,
  runOf,
  type TestRepository,
  workflowPath,
} from './support/platform.ts';
import { agentPidByName } from './support/processes.ts';
import { type ServerProcess, startServerProcess } from './support/server-process.ts';
import { until } from './support/until.ts';

// The lease times are those of the product here, and whole platforms on a busy machine take their time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

let folder: string;
let redis: TestRedis;
let servers: ServerProcess[];

const shared = () => join(folder, 'shared');
const dataDirs = () => ['one', 'two'].map((name) => join(folder, name));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raibid-two-servers-'));
  redis = await startTestRedis();
  servers = [];
  for (const dataDir of dataDirs()) {
    const flags = ['--store', redis.url, '--shared-dir', shared(), '--isolation', 'none', '--max-agents', '1'];
    servers.push(await startServerProcess(dataDir, 0, ...flags));
  }
});

afterEach(async () => {
  for (const server of servers) await server.kill();
  for (const dataDir of dataDirs()) await endAgents(dataDir);
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
});

function bothServers(): [ServerProcess, ServerProcess] {
  const [one, two] = servers;
  if (one === undefined || two === undefined) throw new Error('both servers should run');
  return [one, two];
}

async function clients() {
  const token = await adminToken(shared());
  const [one, two] = bothServers();
  return { token, one: createClient({ url: one.url, token }), two: createClient({ url: two.url, token }) };
}

/** Jobs that run until the test lets them go, or its folder is gone: a test that fails must leave no script behind. */
const gate = () => join(folder, 'go');
const workflow = () =>
  pushWorkflow(`echo begun; until [ -e ${gate()} ] || [ ! -d ${folder} ]; do sleep 0.2; done; echo done`);

async function pushAndFind(client: ReturnType<typeof createClient>, repository: TestRepository, text: string) {
  const sha = await repository.push({ [workflowPath]: workflow(), 'file.txt': `${text} of ${repository.fullName}` });
  return (await runOf(client, sha)).id;
}

/** One of these agents is a process of that data folder. */
async function hasOneOf(dataDir: string, agents: string[]): Promise<boolean> {
  const pids = await Promise.allSettled(agents.map((agent) => agentPidByName(dataDir, agent)));
  return pids.some(({ status }) => status === 'fulfilled');
}

it('two servers on one Redis share the work, and one finishes it when the other is killed', async () => {
  const { token, one, two } = await clients();
  expect(await one.call(platformRoutes.info, {})).toMatchObject({ store: 'redis' });
  const repositories = [
    await makeRepository(one, token, join(folder, 'trees-one'), 'first'),
    await makeRepository(two, token, join(folder, 'trees-two'), 'second'),
  ];
  const runIds: string[] = [];
  for (const text of ['a', 'b', 'c']) {
    for (const repository of repositories) runIds.push(await pushAndFind(two, repository, text));
  }
  await until('an agent of each server has a job', async () => {
    const views = await Promise.all(runIds.map((runId) => two.call(runRoutes.get, { params: { runId } })));
    const agents = views.flatMap(({ jobs }) => jobs.flatMap(({ attempts }) => attempts.map(({ agent }) => agent)));
    const mine = await Promise.all(dataDirs().map((dataDir) => hasOneOf(dataDir, agents)));
    return mine.every(Boolean);
  });
  await bothServers()[0].kill();
  await writeFile(gate(), '');
  const views = await Promise.all(runIds.map((runId) => finished(two, runId)));
  expect(views.map(({ conclusion }) => conclusion)).toEqual(runIds.map(() => 'success'));
  for (const { jobs } of views) {
    const done = jobs[0]?.attempts.filter(({ outcome }) => outcome === 'success');
    expect(done).toHaveLength(1);
    expect(await logOf(two, jobs[0]?.id ?? '')).toContain('done');
  }
});
