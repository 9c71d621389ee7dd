import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src/client/client.ts';
import { platformRoutes } from '../../src/contract/api/platform.ts';
import { settingRoutes } from '../../src/contract/api/settings.ts';
import { enable, type GiteaAccess, type GiteaRepository, type GiteaWorld, runOfEvent } from '../support/gitea-world.ts';
import { jobWhen, logOf, workflowPath } from '../support/platform.ts';
import { type BedCli, openCli, upstreamCharts } from './support/cli.ts';
import { bedClient, bedGitea, completed } from './support/platform-on-bed.ts';
import { redisCli } from './support/redis-cli.ts';
import { secretValues } from './support/secret-values.ts';

/** Writes a line a second until the repository has the branch `enough`. */
const longJob = `for second in $(seq 600); do
  echo "second $second"
  git ls-remote --exit-code origin refs/heads/enough && break
  sleep 1
done
echo "length \${#DEPLOY}"`;
const workflow = (script: string) =>
  JSON.stringify({
    on: { push: { branches: ['main'] } },
    jobs: {
      build: {
        'runs-on': 'ubuntu-latest',
        env: { DEPLOY: '${{ secrets.DEPLOY }}' },
        steps: [{ uses: 'actions/checkout@v4' }, { run: script }],
      },
    },
  });

/** One job runs all the time while everything that is secret is replaced around it. */
describe('secrets rotate', () => {
  let cli: BedCli;
  let client: Client;
  let gitea: GiteaWorld<GiteaAccess>;
  let repository: GiteaRepository;
  let runId = '';

  beforeAll(async () => {
    cli = await openCli();
    const platform = ['redis', 'gitea', 'keda', 'server', 'agents'];
    await cli.run('setup', ...platform, '--profile', 'test', '--skip-verify', ...upstreamCharts());
    [client, gitea] = [await bedClient(), await bedGitea()];
    repository = await gitea.repository('rotated');
    await enable(client, repository.fullName);
    const place = { params: { name: 'DEPLOY' }, query: { repository: repository.fullName } };
    await client.call(settingRoutes.setSecret, { ...place, body: { value: 'twelve bytes' } });
    const sha = await repository.push({ [workflowPath]: workflow(longJob) });
    runId = (await runOfEvent(client, sha, 'push')).id;
    await jobWhen(client, runId, 'the job has begun', async (job) =>
      (await logOf(client, job.id)).includes('second 1'),
    );
  });
  afterAll(async () => {
    await gitea.remove();
    await cli.run('teardown', 'all', '--yes');
    await cli.close();
  });

  /** Rotates, and answers the Secret before and after; every value but these must be another one. */
  async function rotated(component: string, [owner, name]: readonly [string, string], kept: string[] = []) {
    const before = await secretValues(owner, name);
    await cli.run('secrets', 'rotate', component);
    const after = await secretValues(owner, name);
    expect(Object.keys(after)).toEqual(Object.keys(before));
    const same = Object.keys(after).filter((key) => after[key] === before[key]);
    expect(same).toEqual(kept);
    return { before, after };
  }

  it('redis: every user has a new password, and the old one is refused', async () => {
    const { before } = await rotated('redis', ['redis', 'redis-users']);
    expect(await redisCli(['PING'], before['server-password'])).toContain('NOAUTH');
  });

  it('server: another admin token is in force, and everything is sealed under one new key', async () => {
    const { before, after } = await rotated('server', ['server', 'raibid-server-keys']);
    expect(after['sealing-key']).toMatch(/^[0-9a-f]{64}$/);
    expect(await secretValues('redis', 'raibid-server-keys')).toEqual(after);
    await expect(client.call(platformRoutes.info)).rejects.toMatchObject({ code: 'unauthorized' });
    expect(client.token).toBe(before['admin-token']);
    client = await bedClient();
    await client.call(platformRoutes.info);
  });

  it('gitea: password, keys and tokens are others, and a push arrives by the webhook with its new secret', async () => {
    const keys = await secretValues('gitea', 'gitea-keys');
    const { before } = await rotated('gitea', ['server', 'raibid-server-gitea']);
    const { 'secret-key': kept, ...others } = await secretValues('gitea', 'gitea-keys');
    expect(kept).toBe(keys['secret-key']);
    for (const [key, value] of Object.entries(others)) expect(value).not.toBe(keys[key]);
    await expect(gitea.api('GET', '/user', undefined, { name: 'server', token: before.token ?? '' })).rejects.toThrow(
      '401',
    );
    const sha = await repository.push({ [workflowPath]: workflow('echo "length ${#DEPLOY}"') });
    const run = await completed(client, (await runOfEvent(client, sha, 'push')).id);
    expect(run.conclusion).toBe('success');
    expect(await logOf(client, run.jobs[0]?.id ?? '')).toContain('length 12');
  });

  it('the job that ran all the time ends green, with one attempt and every line', async () => {
    await repository.git('push', '--quiet', 'origin', 'HEAD:refs/heads/enough');
    const { conclusion, jobs } = await completed(client, runId);
    expect(conclusion).toBe('success');
    expect(jobs[0]?.attempts).toHaveLength(1);
    const lines = await logOf(client, jobs[0]?.id ?? '');
    const seconds = lines.flatMap((line) => /^second (\d+)$/.exec(line)?.[1] ?? []).map(Number);
    expect(seconds).toEqual(seconds.map((_none, index) => index + 1));
    expect(lines).toContain('length 12');
  });
});
