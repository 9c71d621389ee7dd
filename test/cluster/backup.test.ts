import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src/client/client.ts';
import { platformRoutes } from '../../src/contract/api/platform.ts';
import { runRoutes } from '../../src/contract/api/runs.ts';
import { settingRoutes } from '../../src/contract/api/settings.ts';
import { mediaTypes } from '../../src/manifests/images/archive/oci.ts';
import { basicLogin } from '../../src/manifests/images/registry-login.ts';
import { writeSmallImage } from '../../src/manifests/images/testing/small-image.ts';
import { writeArchive } from '../../src/provision/archive/write-archive.ts';
import { git } from '../../src/server/testing/git.ts';
import { enable, type GiteaAccess, type GiteaWorld, giteaStatuses, runOfEvent } from '../support/gitea-world.ts';
import { jobWhen, logOf, workflowPath } from '../support/platform.ts';
import { runContent, sha256 } from '../support/run-content.ts';
import { until } from '../support/until.ts';
import { runQuiet } from './run.ts';
import { type BedCli, openCli, upstreamCharts } from './support/cli.ts';
import { get, kubectl } from './support/cluster.ts';
import { bedClient, bedGitea, completed, giteaHost } from './support/platform-on-bed.ts';
import { redisCli } from './support/redis-cli.ts';
import { secretValues } from './support/secret-values.ts';

/** Everything that keeps data, and what runs the jobs; Flux keeps nothing. */
const platform = ['redis', 'gitea', 'keda', 'server', 'agents'];
const phrase = 'correct horse battery staple';
const image = 'raibid-ci/thing:1.0.0';

const workflow = JSON.stringify({
  on: { push: { branches: ['main'] } },
  jobs: {
    build: {
      'runs-on': 'ubuntu-latest',
      strategy: { matrix: { part: ['one', 'two'] } },
      env: { DEPLOY: '${{ secrets.DEPLOY }}' },
      steps: [
        { uses: 'actions/checkout@v4' },
        { run: 'head -c 100000 /dev/urandom | base64 | tee out.txt; echo "length ${#DEPLOY}"' },
        { uses: 'actions/upload-artifact@v4', with: { name: 'out-${{ matrix.part }}', path: 'out.txt' } },
      ],
    },
  },
});

/** The whole platform, set up, used, saved, destroyed, set up anew and restored, by the commands that people use. */
describe('a backup of a cluster', () => {
  let cli: BedCli;
  let client: Client;
  let gitea: GiteaWorld<GiteaAccess>;
  let archive = '';
  let before: unknown;
  const repositories: string[] = [];

  beforeAll(async () => {
    cli = await openCli();
    await writeFile(join(cli.home, 'phrase'), `${phrase}\n`, { mode: 0o600 });
    await setUp();
    [client, gitea] = [await bedClient(), await bedGitea()];
    for (const name of ['first', 'second']) await useRepository(name);
    await pushImage();
    before = await content();
  });
  afterAll(async () => {
    await gitea.remove();
    await cli.run('teardown', 'all', '--yes');
    await cli.close();
  });

  const setUp = () => cli.run('setup', ...platform, '--profile', 'test', '--skip-verify', ...upstreamCharts());
  const restore = (file: string) =>
    ['restore', '--cluster', '--replace', '--passphrase-file', join(cli.home, 'phrase'), file] as const;

  /** A repository with branches, a tag, and a finished run with logs, artifacts and statuses. */
  async function useRepository(name: string): Promise<void> {
    const repository = await gitea.repository(name);
    await enable(client, repository.fullName);
    repositories.push(repository.fullName);
    const place = { params: { name: 'DEPLOY' }, query: { repository: repository.fullName } };
    await client.call(settingRoutes.setSecret, { ...place, body: { value: 'twelve bytes' } });
    const sha = await repository.push({ [workflowPath]: workflow, 'README.md': name });
    await repository.git('push', '--quiet', 'origin', 'HEAD:refs/heads/other', 'HEAD:refs/tags/v1');
    const { id } = await runOfEvent(client, sha, 'push');
    expect(await completed(client, id)).toMatchObject({ conclusion: 'success' });
    await until('the statuses are green', async () => {
      const statuses = await giteaStatuses(gitea, repository.fullName, sha);
      return statuses.length === 2 && statuses.every(({ status }) => status === 'success');
    });
  }

  async function pushImage(): Promise<void> {
    const { name: username } = gitea.gitea.admin;
    await writeSmallImage(join(cli.home, 'thing.tar'), { name: image, architecture: 'amd64', text: 'a thing' });
    await writeFile(join(cli.home, 'token'), gitea.gitea.token, { mode: 0o600 });
    const login = ['--username', username, '--password-file', join(cli.home, 'token')];
    const registry = ['--registry', `${giteaHost}/${username}`, '--allow-http'];
    const program = [process.execPath, join(import.meta.dirname, '../../src/bin/raibid-cli.ts')];
    await runQuiet([...program, 'images', 'push', ...registry, ...login, join(cli.home, 'thing.tar')]);
  }

  const answers = ({ call }: Client) =>
    call(platformRoutes.livez).then(
      () => true,
      () => false,
    );

  /** What people find: runs, logs, artifacts, every object of every repository, images, passwords and certificates. */
  async function content(): Promise<unknown> {
    // A pod is ready before its node has written the Service's new address into its rules.
    await until('the Service leads to the server', () => answers(client));
    return {
      runs: await runContent(client),
      repositories: await Promise.all(repositories.map(objectsOf)),
      image: await imageContent(),
      passwords: await Promise.all([
        secretValues('redis', 'redis-users'),
        secretValues('redis', 'raibid-server-keys'),
        secretValues('gitea', 'gitea-admin'),
        secretValues('gitea', 'gitea-tls'),
        secretValues('server', 'raibid-server-keys'),
        secretValues('server', 'raibid-server-gitea'),
      ]),
      authority: await readFile(join(cli.home, '.config/raibid-ci/ca/ca.crt'), 'utf8'),
    };
  }

  async function objectsOf(fullName: string): Promise<string> {
    const { git: inTree, folder } = await gitea.tree(fullName);
    await inTree('fetch', '--quiet', 'origin', '+refs/*:refs/found/*');
    await inTree('fsck', '--strict');
    return sha256(
      (await inTree('for-each-ref')) + (await git(folder, 'cat-file', '--batch-all-objects', '--batch-check')),
    );
  }

  async function imageContent(): Promise<string[]> {
    const { url, admin, token } = gitea.gitea;
    const ask = async (path: string) => {
      const headers = { authorization: basicLogin(`${admin.name}:${token}`), accept: mediaTypes.manifest };
      const answer = await fetch(`${url}/v2/${admin.name}/thing/${path}`, { headers });
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      return Buffer.from(await answer.arrayBuffer());
    };
    const manifest = await ask('manifests/1.0.0');
    const { config, layers } = JSON.parse(manifest.toString()) as Record<'config', { digest: string }> &
      Record<'layers', { digest: string }[]>;
    const blobs = [config, ...layers].map(async ({ digest }) => sha256(await ask(`blobs/${digest}`)));
    return [sha256(manifest), ...(await Promise.all(blobs))];
  }

  it('is made inside of the cluster by its CronJobs, which keep the newest two', async () => {
    for (const [component, name] of cronJobs) {
      const said: string[] = [];
      for (const round of ['one', 'two', 'three']) said.push(await runCronJob(`raibid-${component}`, name, round));
      const [first = '', second = '', third = ''] = said;
      const written = /Wrote (\S+),/.exec(first)?.[1];
      expect(written, first).toBeDefined();
      expect(second).not.toContain('Removed');
      expect(third).toContain(`Removed ${written}.`);
    }
  });

  it('is written while everything works', async () => {
    const words = ['--to', join(cli.home, 'backups'), '--passphrase-file', join(cli.home, 'phrase'), '--json'];
    archive = (JSON.parse(await cli.run('backup', '--cluster', ...words)) as { file: string }).file;
    await cli.run('restore', '--check', archive);
    expect(await content()).toEqual(before);
  });

  it('is not restored by half: a restore that stops says what was replaced and how to start the server again', async () => {
    const broken = join(cli.home, 'broken.tar');
    const about = { platform: 'cluster', secrets: false, components: ['redis', 'server'] };
    const writer = await writeArchive(broken, { kind: 'backup', about }, Date.now());
    await writer.addBytes('redis/redis.rdb', Buffer.from('this is no snapshot'));
    await writer.finish();
    const said = await cli.fails('restore', '--cluster', '--replace', '--without-secrets', broken);
    expect(said).toContain('Nothing was replaced.');
    const command = /(kubectl -n raibid-server scale .* --replicas 2)\./.exec(said)?.[1] ?? said;
    await runQuiet(['sh', '-c', command]);
    await kubectl('-n', 'raibid-server', 'rollout', 'status', 'deployment/raibid-server', '--timeout=120s');
    expect(await content()).toEqual(before);
  });

  it('lets teardown go without --yes, as the data are saved', async () => {
    await cli.run('teardown', 'all');
    const { items } = await get<{ items: { metadata: { name: string } }[] }>('namespaces');
    expect(items.map(({ metadata }) => metadata.name).filter((name) => name.startsWith('raibid-'))).toEqual([]);
  });

  it('gives back runs, logs, artifacts, repositories, images and passwords on a cluster that was set up anew', async () => {
    await setUp();
    expect(await runContent(await bedClient())).toEqual([]);
    await cli.run(...restore(archive));
    expect(await content()).toEqual(before);
  });

  it('gives back a platform that works: a run again with its secret, and a push to an old repository', async () => {
    const { runs } = await client.call(runRoutes.list, {});
    const runId = runs[0]?.id ?? '';
    await client.call(runRoutes.rerun, { params: { runId }, body: {} });
    await jobWhen(client, runId, 'the job runs again', (job) => job.status !== 'completed');
    const again = await completed(client, runId);
    expect(again.conclusion).toBe('success');
    expect(await logOf(client, again.jobs[0]?.id ?? '')).toContain('length 12');
    const tree = await gitea.tree(repositories[0] ?? '');
    await tree.git('pull', '--quiet', 'origin', 'main');
    const sha = await tree.push({ 'README.md': 'after the restore' });
    const { id } = await runOfEvent(client, sha, 'push');
    expect(await completed(client, id)).toMatchObject({ conclusion: 'success' });
  });

  it('keeps what is written afterwards through a restart: the append-only file is on again', async () => {
    await redisCli(['SET {raibid}:after restore']);
    await kubectl('--namespace', 'raibid-redis', 'delete', 'pod', 'redis-0', '--wait');
    await kubectl('--namespace', 'raibid-redis', 'rollout', 'status', 'statefulset/redis', '--timeout=120s');
    expect(await redisCli(['GET {raibid}:after'])).toBe('restore\n');
  });
});

const cronJobs = [
  ['redis', 'redis-backup'],
  ['gitea', 'gitea-backup'],
  ['server', 'raibid-server-backup'],
] as const;

/** Answers its log. */
async function runCronJob(namespace: string, name: string, round: string): Promise<string> {
  const job = `backup-${round}`;
  await kubectl('-n', namespace, 'create', 'job', job, `--from=cronjob/${name}`);
  await kubectl('-n', namespace, 'wait', '--for=condition=Complete', `job/${job}`, '--timeout=120s');
  return kubectl('-n', namespace, 'logs', `job/${job}`);
}
