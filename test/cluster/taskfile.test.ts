import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pinnedK3s, root } from '../infra/support/infra.ts';
import { type K3sMachine, k3sMachine, k3sStandIn } from '../infra/support/k3s-machine.ts';
import { programFolder } from './programs/build.ts';
import { runQuiet } from './run.ts';
import { serveChart } from './support/chart-repository.ts';
import { openCli } from './support/cli.ts';
import { get, kubectl } from './support/cluster.ts';
import { uninstall, upstreamChart } from './support/install.ts';

/** Releases of components that are not called as the component is. */
const releases: Record<string, string> = { server: 'raibid-server', agents: 'raibid-agents' };
/** Five components one after the other, twice where Flux takes them over. */
const platformTimeout = 900_000;
let home = '';
let program = '';

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'raibid-task-test-'));
  program = join(await programFolder('task'), 'task');
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** Answers what the task printed; rejects when it fails. On a machine of its own where it installs k3s. */
function task(name: string, env: Record<string, string> = {}, machine?: K3sMachine): Promise<string> {
  const words = [program, '--dir', root, `infra:${name}`];
  const command = machine === undefined ? words : machine.on(words);
  return runQuiet(command, { env: { ...env, HOME: home, XDG_CONFIG_HOME: home } });
}

describe('the tasks of infra/, run by the program task', () => {
  afterAll(async () => {
    const owned = 'scaledjobs,triggerauthentications';
    await kubectl('delete', owned, '--all', '--namespace', 'raibid-agents', '--timeout=60s');
    for (const component of ['agents', 'server', 'keda', 'gitea', 'redis']) {
      await uninstall(component, releases[component]);
    }
  });

  /** What a job asks for, which each size of the agents' values says in another way. */
  const askedFor = async () => {
    const path = "{.spec.jobTargetRef.template.spec.containers[?(@.name=='job')].resources.requests.cpu}";
    const place = ['scaledjob', 'default', '--namespace', 'raibid-agents'];
    return (await kubectl('get', ...place, '--output', `jsonpath=${path}`)).trim();
  };

  it(
    'deploy everything on a test cluster, where the tests of the charts pass',
    async () => {
      const out = await task('deploy-test', { KEDA_REPOSITORY: await serveChart(upstreamChart()) });
      expect(out.match(/^Phase: +Succeeded$/gm)).toHaveLength(4);
    },
    platformTimeout,
  );

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

/** k3s is a stand-in over the bed; of Flux only kustomize-controller is its own (`flux/stand-ins`). */
describe('task infra:deploy-all on a small box', { timeout: platformTimeout }, () => {
  let machine: K3sMachine;

  beforeAll(async () => {
    machine = await k3sMachine();
    await machine.program('bin/k3s', k3sStandIn(await pinnedK3s(), 'exec "$@"'));
  });
  afterAll(async () => {
    const cli = await openCli();
    await cli.run('teardown', 'all', '--yes');
    await cli.close();
    await machine.remove();
  });

  /** Waits until Flux says of all objects of the kind that they are as Git says; answers their names. */
  async function readyInFlux(kind: string): Promise<string[]> {
    const place = ['--namespace', 'raibid-flux'];
    await kubectl(...place, 'wait', '--for=condition=Ready', kind, '--all', '--timeout=600s');
    return (await kubectl(...place, 'get', kind, '--output', 'name')).trim().split('\n');
  }

  it('deploys k3s, the platform and Flux, which then takes over what task deployed', async () => {
    const KEDA_REPOSITORY = await serveChart(upstreamChart());
    const out = await task('deploy-all', { SIZE: 'dev', KEDA_REPOSITORY }, machine);
    expect(out).toContain('config.yaml.d/small.yaml');
    expect(out).toContain('Pushed infra/ to the new repository raibid/infra.');
    expect(await readyInFlux('kustomizations')).toHaveLength(8);
    expect(await readyInFlux('helmreleases')).toHaveLength(5);
  });

  it("deploys Flux again without touching the repository, which is Git's", async () => {
    expect(await task('deploy-flux', { SIZE: 'dev' })).toContain('Git owns it');
  });
});
