import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { infraRepository, writtenBranch } from '../../src/provision/flux/infra-repository.ts';
import { packageVersion } from '../../src/shared/package-version.ts';
import { enable, type GiteaAccess, type GiteaRepository, type GiteaWorld } from '../support/gitea-world.ts';
import { runQuiet } from './run.ts';
import { type BedPlatform, platformComponents, setUpPlatform } from './support/bed-platform.ts';
import type { BedCli } from './support/cli.ts';
import { get, kubectl } from './support/cluster.ts';
import { type LongJob, startLongJob } from './support/long-job.ts';

const size = ['--profile', 'test'];
/** A commit goes through five releases, one after the other: of one step, in milliseconds. */
const stepTimeout = 900_000;
const script = 'infra/redis/chart/files/backup.sh';
const images = ['server', 'agent', 'job'];
/** Version under which the bed has our images a second time. */
const olderVersion = '0.0.9';

/** kustomize-controller is Flux's own; the other three controllers are stand-ins (`flux/stand-ins`). */
describe('after setup flux Git owns the platform (source-, helm- and notification-controller are stand-ins)', {
  timeout: stepTimeout,
}, () => {
  let platform: BedPlatform;
  let cli: BedCli;
  let gitea: GiteaWorld<GiteaAccess>;
  let infra: GiteaRepository;
  let job: LongJob;

  beforeAll(async () => {
    platform = await setUpPlatform(size, '12m');
    ({ cli, gitea } = platform);
    const repository = await gitea.repository('owned');
    await enable(platform.client, repository.fullName);
    job = await startLongJob(platform.client, repository);
  }, stepTimeout);
  afterAll(() => platform?.close(), stepTimeout);

  /** The value that Redis runs with. */
  async function maxMemory(): Promise<string | undefined> {
    const config = await get<{ data: Record<string, string> }>('configmap', 'redis-config', '-n', 'raibid-redis');
    return /^maxmemory (\S+)$/m.exec(Object.values(config.data).join('\n'))?.[1];
  }

  /** A field of the server's pods. */
  async function serverPods(field: string): Promise<string> {
    return kubectl(
      '-n',
      'raibid-server',
      'get',
      'deployment',
      'raibid-server',
      '-o',
      `jsonpath={.spec.template}${field}`,
    );
  }

  async function maxAgents(): Promise<number> {
    const scaled = await get<{ spec: { maxReplicaCount: number } }>('scaledjob', 'default', '-n', 'raibid-agents');
    return scaled.spec.maxReplicaCount;
  }

  /** Gives an image of ours a second name in the node: what a version changes does not matter here. */
  async function tagImage(name: string, version: string): Promise<void> {
    const image = `docker.io/raibid-ci/${name}`;
    await runQuiet(['ctr', 'images', 'tag', '--force', `${image}:${packageVersion()}`, `${image}:${version}`]);
  }

  async function withOlderImages(file: string): Promise<[file: string, text: string]> {
    const text = await infra.git('show', `HEAD:${file}`);
    return [file, text.replaceAll(`tag: ${packageVersion()}`, `tag: ${olderVersion}`)];
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
  });

  it('setup with values commits them, and Flux deploys them', async () => {
    const values = join(cli.home, 'values.yaml');
    await writeFile(values, 'redis: {maxMemory: 90mb}\nserver: {logLevel: debug}\nagents: {default: {max: 3}}\n');
    const changed = ['redis', 'server', 'agents'];
    expect(await cli.run('setup', ...changed, '--values', values)).toContain('Committed to Git');
    expect([await maxMemory(), await serverPods('{.spec.containers[0].env}'), await maxAgents()]).toEqual([
      '90mb',
      expect.stringContaining('debug'),
      3,
    ]);
    expect(await inGit('infra/redis/chart/values.yaml')).toContain('maxMemory: 90mb');
  });

  it.each(['redis', 'server', 'agents'])('rollback %s commits what was there before', async (component) => {
    expect(await cli.run('rollback', component)).toContain(`of ${infraRepository}`);
  });

  it('what was rolled back runs as before the change', async () => {
    expect([await maxMemory(), await serverPods('{.spec.containers[0].env}'), await maxAgents()]).toEqual([
      '64mb',
      expect.not.stringContaining('debug'),
      4,
    ]);
  });

  it('a commit that a person pushes is applied: here an older version of server and agents', async () => {
    for (const image of images) await tagImage(image, olderVersion);
    await inGit(script);
    await infra.push({ 'infra/redis/chart/values-dev.yaml': '# ours\nmaxMemory: 300mb\n' }, 'Give Redis more');
    await infra.git('fetch', '--quiet', 'origin', writtenBranch);
    await infra.git('checkout', '--quiet', '-B', writtenBranch, `origin/${writtenBranch}`);
    const older = await Promise.all(
      ['server', 'agents'].map((name) => withOlderImages(`infra/${name}/chart/values.yaml`)),
    );
    const text = { [script]: '#!/bin/sh\n# of an older version\n', ...Object.fromEntries(older) };
    await infra.push(text, 'As an older version wrote it');
    await infra.git('checkout', '--quiet', 'main');
    await infra.git('merge', '--quiet', '--no-edit', writtenBranch);
    await infra.git('push', '--quiet', 'origin', 'main');
    expect(await cli.run('setup', 'flux', ...size)).toMatch(/was applied by all 8 Kustomizations/);
    expect(await serverPods('{.spec.containers[0].image}')).toContain(`:${olderVersion}`);
  });

  it('upgrade brings this version over the older one, beside what people committed', async () => {
    const changed = ['redis', 'server', 'agents'];
    expect(await cli.run('upgrade', ...changed, '--dry-run')).toContain('infra/redis (1 file)');
    expect(await cli.fails('upgrade', ...changed)).toContain('no backup of the last hour');
    expect(await cli.run('upgrade', ...changed, '--yes')).toContain('Committed to Git');
    expect(await serverPods('{.spec.containers[0].image}')).not.toContain(olderVersion);
    expect(await inGit(script)).not.toContain('of an older version');
    expect(await inGit('infra/redis/chart/values-dev.yaml')).toContain('# ours');
  });

  it('the job that ran all the time ends green, with one attempt and every line', async () => {
    await job.end(platform.client);
  });

  it('readiness finds all well but for the backups, which nobody made yet', async () => {
    const said = await cli.fails('readiness');
    // They stand in the list, and once more at its end.
    const notReady = new Set([...said.matchAll(/^✗ (\w+)/gm)].map(([, name]) => name));
    expect([...notReady]).toEqual(['backup', 'recovery']);
  });

  it('what cannot be committed is refused, unless the glass is broken: then Flux is suspended, and that is said', async () => {
    expect(await cli.fails('teardown', 'agents')).toContain('Git owns this platform');
    const values = join(cli.home, 'need.yaml');
    await writeFile(values, 'redis: {maxMemory: 70mb}\n');
    const said = await cli.tells('setup', 'redis', ...size, '--values', values, '--break-glass', '--skip-verify');
    expect(said).toContain('Flux is suspended');
    expect(await maxMemory()).toBe('70mb');
    expect(await cli.fails('status')).toContain('flux: suspended until raibid-cli setup flux');
  });

  it('setup flux lets Flux go on, which puts everything back as Git says', async () => {
    expect(await cli.run('setup', 'flux', ...size, '--dry-run')).toContain('it is suspended');
    await cli.run('setup', 'flux', ...size);
    expect(await maxMemory()).toBe('64mb');
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
    expect(JSON.parse(await cli.run('status', ...platformComponents, '--json')).components).toHaveLength(
      platformComponents.length,
    );
  });
});
