import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { platformRoutes } from '../../src/contract/api/platform.ts';
import { infraRepository } from '../../src/provision/flux/infra-repository.ts';
import type { GiteaAccess, GiteaRepository, GiteaWorld } from '../support/gitea-world.ts';
import { type BedPlatform, setUpPlatform } from './support/bed-platform.ts';
import type { BedCli } from './support/cli.ts';
import { killUpgrade, releaseStatus } from './support/helm-release.ts';

const size = ['--profile', 'test'];
/** Flux tries a failed commit again after a minute, and a release that fails takes its time: of one step, in milliseconds. */
const stepTimeout = 900_000;
const serverRelease = 'infra/server/flux/release.yaml';

/** kustomize-controller is Flux's own; the other three controllers are stand-ins (`flux/stand-ins`). */
describe('what fails while Git owns the platform (source-, helm- and notification-controller are stand-ins)', {
  timeout: stepTimeout,
}, () => {
  let platform: BedPlatform;
  let cli: BedCli;
  let gitea: GiteaWorld<GiteaAccess>;
  let infra: GiteaRepository;

  beforeAll(async () => {
    platform = await setUpPlatform(size, '12m');
    ({ cli, gitea } = platform);
  }, stepTimeout);
  afterAll(() => platform?.close(), stepTimeout);

  /** The newest commit of main, pulled. */
  async function head(): Promise<string> {
    await infra.git('pull', '--quiet', 'origin', 'main');
    return (await infra.git('rev-parse', 'HEAD')).trim();
  }

  /** A values file for `setup`. */
  async function valuesFile(text: string): Promise<string> {
    const file = join(cli.home, 'values.yaml');
    await writeFile(file, text);
    return file;
  }

  it('a release that a killed helm left is recovered by setup flux', async () => {
    await killUpgrade('redis', 'maxMemory=65mb');
    expect(await releaseStatus('redis')).toBe('pending-upgrade');
    expect(await cli.run('setup', 'flux', ...size, '--dry-run')).toContain('recover release redis');
    await cli.run('setup', 'flux', ...size);
    expect(await releaseStatus('redis')).toBe('deployed');
    infra = await gitea.tree(infraRepository);
  });

  it.each([
    ['no chart takes', 'redis: {maxMemory: []}\n', /maxMemory/],
    ['the API server refuses', 'redis: {storage: {size: 2Gi}}\n', /StatefulSet raibid-redis\/redis: .*Forbidden/],
  ])('values that %s are refused before anything is committed', async (_who, text, why) => {
    const before = await head();
    const said = await cli.fails('setup', 'redis', '--values', await valuesFile(text));
    expect(said).toMatch(why);
    expect(said).toContain('nothing was committed');
    expect(await head()).toBe(before);
  });

  it('a commit that Flux cannot apply is told with its reason, and rollback takes it back', async () => {
    await head();
    const file = 'infra/agents/chart/values.yaml';
    const text = await infra.git('show', `HEAD:${file}`);
    await infra.push({ [file]: `${text}\nnoSuchValue: 1\n` }, 'Set what the chart does not know');
    const said = await cli.fails('setup', 'flux', ...size);
    expect(said).toMatch(/Flux cannot apply what is in raibid\/infra\n\s+helmrelease raibid-agents: .*noSuchValue/s);
    await cli.run('rollback', 'agents');
    await head();
    expect(await infra.git('show', `HEAD:${file}`)).toBe(text);
  });

  it('a commit whose pods never become ready is taken back, and the server serves on', async () => {
    await head();
    const text = await infra.git('show', `HEAD:${serverRelease}`);
    await infra.push({ [serverRelease]: text.replace('  timeout: 15m', '  timeout: 40s') }, 'Be impatient');
    await cli.run('setup', 'flux', ...size);
    const before = await infra.git('rev-parse', 'HEAD^{tree}');
    const huge = '{cpu: 100m, memory: 900Gi}';
    const values = await valuesFile(`server: {resources: {requests: ${huge}, limits: ${huge}}}\n`);
    const said = await cli.fails('setup', 'server', '--values', values);
    expect(said).toMatch(/helmrelease raibid-server: /);
    expect(said).toMatch(/Commit [0-9a-f]{10} was taken back by [0-9a-f]{10}/);
    await head();
    expect(await infra.git('rev-parse', 'HEAD^{tree}')).toBe(before);
    await platform.client.call(platformRoutes.info);
    expect(await cli.run('setup', 'flux', ...size)).toContain('HelmReleases are deployed as it says');
  });

  it('a release that a killed helm left is recovered by teardown flux', async () => {
    await killUpgrade('redis', 'maxMemory=66mb');
    await cli.run('teardown', 'flux', '--yes');
    expect(await releaseStatus('redis')).toBe('deployed');
  });
});
