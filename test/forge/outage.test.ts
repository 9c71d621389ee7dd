import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Client, createClient } from '../../src/client/client.ts';
import { runRoutes } from '../../src/contract/api/runs.ts';
import { commitFiles } from '../../src/server/testing/git.ts';
import {
  connectGitea,
  enable,
  type GiteaRepository,
  type GiteaWorld,
  giteaStatuses,
  runOfEvent,
  startGiteaWorld,
} from '../support/gitea-world.ts';
import {
  adminToken,
  endAgents,
  type Platform,
  pushWorkflow,
  startPlatform,
  workflowPath,
} from '../support/platform.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { until } from '../support/until.ts';

let world: GiteaWorld;
beforeEach(async () => {
  world = await startGiteaWorld();
});
afterEach(() => world.remove());

const pushes = 200;
/** After so many pushes the server is killed, after so many it is back. */
const kills = [
  { killed: 40, back: 70 },
  { killed: 110, back: 130 },
];

/** A server in a process of its own that is killed and comes back on the same port. */
async function startKillable(): Promise<{
  client: Client;
  server: () => ServerProcess;
  restart(): Promise<void>;
  end(): Promise<void>;
}> {
  const dataDir = await mkdtemp(join(tmpdir(), 'raibid-forge-'));
  const port = await freePort();
  const start = (): Promise<ServerProcess> => startServerProcess(dataDir, port, '--max-agents', '0');
  let server = await start();
  const client = createClient({ url: server.url, token: await adminToken(dataDir) });
  return {
    client,
    server: () => server,
    async restart() {
      server = await start();
    },
    async end() {
      await server.kill();
      await endAgents(dataDir);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Commits of all runs of a repository, oldest first. */
async function commitsOf(client: Client, repository: string): Promise<string[]> {
  const shas: string[] = [];
  let before: string | undefined;
  for (;;) {
    const query = { repository, limit: 200, ...(before === undefined ? {} : { before }) };
    const { runs, next } = await client.call(runRoutes.list, { query });
    shas.push(...runs.map(({ sha }) => sha));
    if (next === null) return shas.reverse();
    before = next;
  }
}

/** Pushes one commit after the other while the server is killed and comes back. */
async function pushThroughKills(repository: GiteaRepository, target: (index: number) => string): Promise<string[]> {
  const made: string[] = [];
  const killable = await startKillable();
  try {
    await connectGitea(killable.client, world);
    await enable(killable.client, repository.fullName);
    for (let index = 0; index < pushes; index += 1) {
      if (kills.some(({ killed }) => killed === index)) await killable.server().kill();
      if (kills.some(({ back }) => back === index)) await killable.restart();
      made.push(await commitFiles(repository.folder, { [workflowPath]: pushWorkflow('true'), index: String(index) }));
      await repository.git('push', '--quiet', 'origin', `HEAD:${target(index)}`);
    }
    const count = async (): Promise<number> => (await commitsOf(killable.client, repository.fullName)).length;
    await until('every push has a run', async () => (await count()) >= pushes, 240);
    // What could double them: the comparison at the start, once more with everything there.
    await killable.server().kill();
    await killable.restart();
    const last = await repository.push({ last: '' });
    await runOfEvent(killable.client, last, 'push');
    expect((await commitsOf(killable.client, repository.fullName)).sort()).toEqual([...made, last].sort());
  } finally {
    await killable.end();
  }
  return made;
}

describe('200 pushes while the server is killed twice', () => {
  it('to a branch each make 200 runs, none doubled', async () => {
    await pushThroughKills(await world.repository('branches'), (index) => `refs/heads/branch-${index}`);
  });

  it('to one branch make 200 runs, none doubled', async () => {
    await pushThroughKills(await world.repository('main'), () => 'refs/heads/main');
  });
});

describe('Gitea killed while 50 jobs finish', () => {
  it('gets all their statuses once it is back', async () => {
    const platform: Platform = await startPlatform({ maxAgents: 4, logLevel: 'error' });
    try {
      const { client } = platform;
      await connectGitea(client, world);
      const repository = await world.repository('statuses');
      await enable(client, repository.fullName);
      const index = Array.from({ length: 50 }, (_, position) => position);
      const build = { 'runs-on': 'ubuntu-latest', strategy: { matrix: { index } }, steps: [{ run: 'true' }] };
      const sha = await repository.push({
        [workflowPath]: JSON.stringify({ on: 'push', name: 'ci', jobs: { build } }),
      });
      const { id } = await runOfEvent(client, sha, 'push');
      const isOver = async () =>
        (await client.call(runRoutes.get, { params: { runId: id } })).jobs.filter(
          ({ status }) => status === 'completed',
        );
      await until('some jobs are over', async () => (await isOver()).length >= 5, 120);
      await world.gitea.stop('SIGKILL');
      await until('all jobs are over', async () => (await isOver()).length === index.length, 240);
      await world.gitea.restart();
      const expected = index.map((one) => `ci / build (${one}) (push)`).sort();
      const green = async () =>
        (await giteaStatuses(world, repository.fullName, sha))
          .filter(({ status }) => status === 'success')
          .map(({ context }) => context)
          .sort();
      await until('all statuses are green', async () => (await green()).length === expected.length, 180);
      expect(await green()).toEqual(expected);
    } finally {
      await platform.stop();
    }
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
