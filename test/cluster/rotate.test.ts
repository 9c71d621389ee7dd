import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src/client/client.ts';
import { platformRoutes } from '../../src/contract/api/platform.ts';
import { settingRoutes } from '../../src/contract/api/settings.ts';
import { enable, type GiteaAccess, type GiteaRepository, type GiteaWorld, runOfEvent } from '../support/gitea-world.ts';
import { logOf, workflowPath } from '../support/platform.ts';
import { platformComponents } from './support/bed-platform.ts';
import { type BedCli, openCli, upstreamCharts } from './support/cli.ts';
import { type LongJob, longWorkflow, startLongJob } from './support/long-job.ts';
import { bedClient, bedGitea, completed } from './support/platform-on-bed.ts';
import { redisCli } from './support/redis-cli.ts';
import { secretValues } from './support/secret-values.ts';

/** Of a job that uses a secret. */
const withSecret = { env: { DEPLOY: '${{ secrets.DEPLOY }}' } };
const sayLength = 'echo "length ${#DEPLOY}"';
const workflow = JSON.stringify({
  on: { push: { branches: ['main'] } },
  jobs: { build: { 'runs-on': 'ubuntu-latest', ...withSecret, steps: [{ run: sayLength }] } },
});

/** Opens the dashboard with the client's token; answers the cookie. */
async function logIn({ url, token }: Client): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ token });
  const answer = await fetch(`${url}/api/v1/session`, { method: 'POST', headers, body });
  return answer.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
}

/** One job runs all the time while everything that is secret is replaced around it. */
describe('secrets rotate', () => {
  let cli: BedCli;
  let client: Client;
  let gitea: GiteaWorld<GiteaAccess>;
  let repository: GiteaRepository;
  let job: LongJob;

  beforeAll(async () => {
    cli = await openCli();
    await cli.run('setup', ...platformComponents, '--profile', 'test', '--skip-verify', ...upstreamCharts());
    [client, gitea] = [await bedClient(), await bedGitea()];
    repository = await gitea.repository('rotated');
    await enable(client, repository.fullName);
    const place = { params: { name: 'DEPLOY' }, query: { repository: repository.fullName } };
    await client.call(settingRoutes.setSecret, { ...place, body: { value: 'twelve bytes' } });
    job = await startLongJob(client, repository, longWorkflow(withSecret, sayLength));
  });
  afterAll(async () => {
    await gitea.remove();
    await cli.run('teardown', 'all', '--yes');
    await cli.close();
  });

  /** HTTP status of a look at the runs with this cookie. */
  async function statusFor(cookie: string): Promise<number> {
    return (await fetch(`${client.url}/api/v1/runs`, { headers: { cookie } })).status;
  }

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
    const session = await logIn(client);
    expect(await statusFor(session)).toBe(200);
    const { before, after } = await rotated('server', ['server', 'raibid-server-keys']);
    expect(after['sealing-key']).toMatch(/^[0-9a-f]{64}$/);
    expect(await secretValues('redis', 'raibid-server-keys')).toEqual(after);
    await expect(client.call(platformRoutes.info)).rejects.toMatchObject({ code: 'unauthorized' });
    expect(client.token).toBe(before['admin-token']);
    expect(await statusFor(session)).toBe(401);
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
    const sha = await repository.push({ [workflowPath]: workflow });
    const run = await completed(client, (await runOfEvent(client, sha, 'push')).id);
    expect(run.conclusion).toBe('success');
    expect(await logOf(client, run.jobs[0]?.id ?? '')).toContain('length 12');
  });

  it('the job that ran all the time ends green, with one attempt and every line', async () => {
    expect(await job.end(client)).toContain('length 12');
  });
});
