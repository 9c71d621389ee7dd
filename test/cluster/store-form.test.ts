import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runRoutes } from '../../src/contract/api/runs.ts';
import { migrations, newestOf } from '../../src/store/redis/migrate.ts';
import { enable } from '../support/gitea-world.ts';
import { until } from '../support/until.ts';
import { loadNextServer } from './images/next-server.ts';
import { type BedPlatform, platformComponents, setUpPlatform } from './support/bed-platform.ts';
import { upstreamCharts } from './support/cli.ts';
import { get } from './support/cluster.ts';
import { type LongJob, startLongJob } from './support/long-job.ts';
import { bedClient } from './support/platform-on-bed.ts';
import { redisCli } from './support/redis-cli.ts';

const size = ['--profile', 'test', '--skip-verify'];
const now = newestOf(migrations);
const next = now + 1;

interface Pods {
  items: { spec: { containers: { image: string }[] }; status: { containerStatuses: { ready: boolean }[] } }[];
}

/** Two servers, a job that runs, and a new version whose servers want another form of the data. */
describe('a version with another form of the data on Redis', () => {
  let platform: BedPlatform;
  let job: LongJob;
  let archive = '';

  beforeAll(async () => {
    platform = await setUpPlatform(['--profile', 'test']);
    const repository = await platform.gitea.repository('form');
    await enable(platform.client, repository.fullName);
    job = await startLongJob(platform.client, repository);
    await writeFile(inHome('phrase'), 'correct horse battery staple\n', { mode: 0o600 });
    await writeFile(inHome('next.yaml'), 'server: {image: {tag: next}}\n');
    await loadNextServer('next', next);
  });
  afterAll(() => platform?.close());

  const inHome = (name: string) => join(platform.cli.home, name);
  const form = async () => Number(await redisCli(['get {raibid}:schema']));

  /** Tags of the servers that are ready. */
  async function ready(): Promise<string[]> {
    const { items } = await get<Pods>('pods', '-n', 'raibid-server', '-l', 'app.kubernetes.io/name=raibid-server');
    const serving = items.filter(({ status }) => status.containerStatuses.every((container) => container.ready));
    return serving.map(({ spec }) => spec.containers[0]?.image.split(':').at(-1) ?? '');
  }

  it('is deployed while a job runs: the old servers stop by themselves, and no line is lost', async () => {
    const words = ['--to', inHome('backups'), '--passphrase-file', inHome('phrase'), '--json'];
    archive = (JSON.parse(await platform.cli.run('backup', '--cluster', ...words)) as { file: string }).file;
    expect(await form()).toBe(now);
    await platform.cli.run('setup', 'server', ...size, '--values', inHome('next.yaml'));
    expect(await form()).toBe(next);
    expect(await ready()).toEqual(['next', 'next']);
    await job.end(platform.client);
  });

  it('is not left for one that could not read the data', async () => {
    const told = `form ${now} of the data in Redis. They have form ${next} by now`;
    expect(await platform.cli.fails('rollback', 'server')).toContain(told);
    expect(await platform.cli.fails('setup', 'server', ...size)).toContain(told);
    expect(await ready()).toEqual(['next', 'next']);
  });

  it('is left by way of a backup', async () => {
    await platform.cli.run('teardown', 'redis', '--yes');
    await platform.cli.run('setup', ...platformComponents, ...size, ...upstreamCharts());
    await platform.cli.run('restore', '--cluster', '--replace', '--passphrase-file', inHome('phrase'), archive);
    expect(await form()).toBe(now);
    expect(await ready()).not.toContain('next');
    const client = await bedClient();
    const runs = () => client.call(runRoutes.list, {}).catch(() => null);
    await until('the Service leads to the server', async () => (await runs()) !== null);
    expect((await runs())?.runs).toHaveLength(1);
  });
});
