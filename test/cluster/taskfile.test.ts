import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../infra/support/infra.ts';
import { programFolder } from './programs/build.ts';
import { runQuiet } from './run.ts';
import { serveChart } from './support/chart-repository.ts';
import { get, kubectl } from './support/cluster.ts';
import { uninstall, upstreamChart } from './support/install.ts';

/** Releases of components that are not called as the component is. */
const releases: Record<string, string> = { server: 'raibid-server', agents: 'raibid-agents' };

describe('the tasks of infra/, run by the program task', () => {
  let home = '';
  let program = '';

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'raibid-task-test-'));
    program = join(await programFolder('task'), 'task');
  });
  afterAll(async () => {
    const owned = 'scaledjobs,triggerauthentications';
    await kubectl('delete', owned, '--all', '--namespace', 'raibid-agents', '--timeout=60s');
    for (const component of ['agents', 'server', 'keda', 'gitea', 'redis']) {
      await uninstall(component, releases[component]);
    }
    await rm(home, { recursive: true, force: true });
  });

  /** Answers what the task printed; rejects when it fails. */
  function task(name: string, env: Record<string, string> = {}): Promise<string> {
    return runQuiet([program, '--dir', root, `infra:${name}`], { env: { ...env, HOME: home, XDG_CONFIG_HOME: home } });
  }

  /** What a job asks for, which each size of the agents' values says in another way. */
  const askedFor = async () => {
    const path = "{.spec.jobTargetRef.template.spec.containers[?(@.name=='job')].resources.requests.cpu}";
    const place = ['scaledjob', 'default', '--namespace', 'raibid-agents'];
    return (await kubectl('get', ...place, '--output', `jsonpath=${path}`)).trim();
  };

  it('deploy everything on a test cluster, where the tests of the charts pass', async () => {
    const out = await task('deploy-test', { KEDA_REPOSITORY: await serveChart(upstreamChart()) });
    expect(out.match(/^Phase: +Succeeded$/gm)).toHaveLength(4);
    // Five components one after the other.
  }, 900_000);

  it('deploy one component again with the values of another size, also over what KEDA wrote into it', async () => {
    expect(await askedFor()).toBe('50m');
    await task('deploy-agents');
    // KEDA writes 2 for it when it next writes the object.
    expect(await askedFor()).toMatch(/^(2000m|2)$/);
    await task('deploy-agents', { SIZE: 'test' });
    expect(await askedFor()).toBe('50m');
  });

  it('leave Secrets as they are', async () => {
    const secret = () => get<{ data: unknown }>('secret', 'redis-users', '--namespace', 'raibid-redis');
    const { data } = await secret();
    await task('deploy-redis', { SIZE: 'test' });
    expect((await secret()).data).toEqual(data);
  });

  it.each(['validate', 'validate-k3s', 'validate-flux', 'lint', 'check-dependencies'])(
    '%s finds nothing',
    async (name) => {
      await task(name);
    },
  );
});
