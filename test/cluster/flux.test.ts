import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src/client/client.ts';
import { infraRepository, writtenBranch } from '../../src/provision/flux/infra-repository.ts';
import { enable, type GiteaAccess, type GiteaRepository, type GiteaWorld, runOfEvent } from '../support/gitea-world.ts';
import { finished, jobWhen, logOf, workflowPath } from '../support/platform.ts';
import { type BedCli, openCli, upstreamCharts } from './support/cli.ts';
import { get, kubectl } from './support/cluster.ts';
import { bedClient, bedGitea } from './support/platform-on-bed.ts';

const platform = ['redis', 'gitea', 'keda', 'server', 'agents'];
const size = ['--profile', 'test'];
/** A commit goes through five releases, one after the other: of one step, in milliseconds. */
const stepTimeout = 900_000;
/** Runs until the repository has the branch `enough`. */
const longJob = JSON.stringify({
  on: { push: { branches: ['main'] } },
  jobs: {
    build: {
      'runs-on': 'ubuntu-latest',
      steps: [
        { uses: 'actions/checkout@v4' },
        { run: 'echo begun; until git ls-remote --exit-code origin refs/heads/enough; do sleep 1; done; echo ended' },
      ],
    },
  },
});
const script = 'infra/redis/chart/files/backup.sh';

/** kustomize-controller is Flux's own; the other three controllers are stand-ins (`flux/stand-ins`). */
describe('after setup flux Git owns the platform (source-, helm- and notification-controller are stand-ins)', {
  timeout: stepTimeout,
}, () => {
  let cli: BedCli;
  let client: Client;
  let gitea: GiteaWorld<GiteaAccess>;
  let infra: GiteaRepository;
  let job: GiteaRepository;
  let runId = '';

  beforeAll(async () => {
    cli = await openCli('12m');
    await cli.run('setup', ...platform, ...size, '--skip-verify', ...upstreamCharts());
    [client, gitea] = [await bedClient(), await bedGitea()];
  });
  afterAll(async () => {
    await gitea.remove();
    await cli.run('teardown', 'all', '--yes');
    await cli.close();
  });

  /** The value that Redis runs with. */
  async function maxMemory(): Promise<string | undefined> {
    const config = await get<{ data: Record<string, string> }>('configmap', 'redis-config', '-n', 'raibid-redis');
    return /^maxmemory (\S+)$/m.exec(Object.values(config.data).join('\n'))?.[1];
  }

  /** The newest text of a file in the infra repository. */
  async function inGit(file: string): Promise<string> {
    await infra.git('pull', '--quiet', 'origin', 'main');
    return infra.git('show', `HEAD:${file}`);
  }

  it('setup flux pushes infra/, and every Kustomization applies the commit; a second one changes nothing', async () => {
    expect(await cli.run('setup', 'flux', ...size)).toMatch(/was applied by all 8 Kustomizations/);
    expect(await cli.run('setup', 'flux', ...size, '--skip-verify')).toContain('nothing was changed');
    const status = JSON.parse(await cli.run('status', '--json'));
    expect(status.components).toContainEqual(expect.objectContaining({ component: 'flux', state: 'ready' }));
    infra = await gitea.tree(infraRepository);
    job = await gitea.repository('owned');
    await enable(client, job.fullName);
    runId = (await runOfEvent(client, await job.push({ [workflowPath]: longJob }), 'push')).id;
    await jobWhen(client, runId, 'the job has begun', async ({ id }) => (await logOf(client, id)).includes('begun'));
  });

  it('setup with values commits them, and Flux deploys them', async () => {
    const values = join(cli.home, 'values.yaml');
    await writeFile(values, 'redis: {maxMemory: 90mb}\n');
    expect(await cli.run('setup', 'redis', '--values', values)).toContain('Committed to Git');
    expect(await maxMemory()).toBe('90mb');
    expect(await inGit('infra/redis/chart/values.yaml')).toContain('maxMemory: 90mb');
  });

  it('rollback commits what was there before, and the job that runs is left alone', async () => {
    expect(await cli.run('rollback', 'redis')).toContain(`of ${infraRepository}`);
    expect(await maxMemory()).toBe('64mb');
  });

  it('upgrade brings this version over an older one, beside what people committed', async () => {
    await inGit(script);
    await infra.push({ 'infra/redis/chart/values-dev.yaml': '# ours\nmaxMemory: 300mb\n' }, 'Give Redis more');
    await infra.git('fetch', '--quiet', 'origin', writtenBranch);
    const older = { [script]: '#!/bin/sh\n# of an older version\n' };
    await infra.git('checkout', '--quiet', '-B', writtenBranch, `origin/${writtenBranch}`);
    await infra.push(older, 'As an older version wrote it');
    await infra.git('checkout', '--quiet', 'main');
    await infra.push(older, 'As an older version wrote it');
    expect(await cli.run('upgrade', 'redis', '--dry-run', ...upstreamCharts())).toContain('infra/redis (1 file)');
    expect(await cli.fails('upgrade', 'redis', ...upstreamCharts())).toContain('no backup of the last hour');
    expect(await cli.run('upgrade', 'redis', '--yes', ...upstreamCharts())).toContain('Committed to Git');
    expect(await inGit(script)).not.toContain('of an older version');
    expect(await inGit('infra/redis/chart/values-dev.yaml')).toContain('# ours');
  });

  it('the job that ran meanwhile ends green, with one attempt', async () => {
    await job.git('push', '--quiet', 'origin', 'HEAD:refs/heads/enough');
    const { conclusion, jobs } = await finished(client, runId);
    expect([conclusion, jobs[0]?.attempts.length]).toEqual(['success', 1]);
  });

  it('readiness finds all well but for the backups, which nobody made yet', async () => {
    const said = await cli.fails('readiness');
    const notReady = [...said.matchAll(/^✗ (\w+)/gm)].map(([, name]) => name);
    expect(notReady).toEqual(['backup', 'recovery']);
  });

  it('what cannot be committed is refused, unless the glass is broken: then Flux is suspended until setup flux', async () => {
    expect(await cli.fails('teardown', 'agents')).toContain('Git owns this platform');
    await cli.run('setup', 'redis', ...size, '--break-glass', '--skip-verify');
    const suspended = async () =>
      kubectl('-n', 'raibid-flux', 'get', 'kustomization', 'cluster', '-o', 'jsonpath={.spec.suspend}');
    expect(await suspended()).toBe('true');
    await cli.run('setup', 'flux', ...size);
    expect(await suspended()).not.toBe('true');
  });

  it('teardown flux leaves nothing of it, and all that it deployed', async () => {
    await cli.run('teardown', 'flux', '--yes');
    const left = await kubectl(
      'get',
      'namespaces,customresourcedefinitions,clusterroles,clusterrolebindings',
      '-o',
      'name',
    );
    expect(left.split('\n').filter((name) => /flux|toolkit/.test(name))).toEqual([]);
    expect(JSON.parse(await cli.run('status', ...platform, '--json')).components).toHaveLength(platform.length);
  });
});
