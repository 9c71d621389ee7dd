import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Podman } from '../src/runner/executor/container/podman.ts';
import { countContainers, makeTestImages, testImages } from '../src/runner/testing/container-images.ts';
import { finished, jobWhen, logOf, type Platform, runOf, startPlatform, workflowPath } from './support/platform.ts';
import { killNow, localAgents } from './support/processes.ts';

// Whole platforms on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000 });

let platform: Platform;
let podman: Podman;

beforeAll(async () => {
  podman = await makeTestImages();
  platform = await startPlatform({ lease: { heartbeatEvery: 1000, expiry: 5000 } });
}, 120_000);
afterAll(async () => {
  await platform.stop();
  await podman.run(['image', 'rm', '--force', ...Object.values(testImages)]);
});

const web = {
  image: testImages.small,
  options: '--health-cmd "test -e /tmp/w" --health-interval 1s --health-retries 30',
  command: "sh -c 'mkdir /tmp/w; echo served > /tmp/w/index.html; exec httpd -f -p 8080 -h /tmp/w'",
};

function workflow(...steps: object[]): string {
  const job = { 'runs-on': 'ubuntu-latest', container: testImages.small, services: { web }, steps };
  return JSON.stringify({ on: 'push', jobs: { build: job } });
}

it('a push runs in the container that its workflow names, on what was pushed, beside its service', async () => {
  const repository = await platform.repository('boxed');
  const script =
    'cat hello.txt; wget -qO- http://web:8080/; pwd; wget -qO- "$GITHUB_SERVER_URL/livez" >/dev/null && echo lives';
  const steps = [{ uses: 'actions/checkout@v4' }, { run: script }];
  const sha = await repository.push({ [workflowPath]: workflow(...steps), 'hello.txt': 'pushed\n' });
  const run = await finished(platform.client, (await runOf(platform.client, sha)).id);
  const log = await logOf(platform.client, run.jobs[0]?.id ?? '');
  expect(log).toEqual(expect.arrayContaining(['pushed', 'served', '/__w/boxed/boxed', 'lives']));
  expect(run.conclusion).toBe('success');
  expect(await countContainers(podman)).toBe(0);
});

it('a push runs actions in containers, on what was pushed, with the server in reach', async () => {
  const repository = await platform.repository('actions');
  const look =
    'wget -qO- $GITHUB_SERVER_URL/livez >/dev/null && echo lives; echo of=image >> $GITHUB_OUTPUT; touch left';
  const steps = [
    { uses: 'actions/checkout@v4' },
    { id: 'own', uses: './act', with: { path: 'hello.txt' } },
    { run: 'echo "${{ steps.own.outputs.of }}"; rm left; ls' },
  ];
  const action = {
    name: 'A',
    description: 'x',
    inputs: { path: { description: 'x' } },
    runs: {
      using: 'docker',
      image: `docker://${testImages.small}`,
      entrypoint: '/bin/sh',
      args: ['-c', `cat "$0"; ${look}`, '${{ inputs.path }}'],
      'post-entrypoint': '/bin/sh',
    },
  };
  const sha = await repository.push({
    [workflowPath]: JSON.stringify({ on: 'push', jobs: { build: { 'runs-on': 'ubuntu-latest', steps } } }),
    'act/action.yml': JSON.stringify(action),
    'hello.txt': 'pushed\n',
  });
  const run = await finished(platform.client, (await runOf(platform.client, sha)).id);
  const log = await logOf(platform.client, run.jobs[0]?.id ?? '');
  expect(log).toEqual(expect.arrayContaining(['pushed', 'lives', 'image', 'hello.txt']));
  expect(log).not.toContain('left');
  expect(log.filter((line) => line === 'lives')).toHaveLength(2);
  expect(run.conclusion).toBe('success');
  expect(await countContainers(podman)).toBe(0);
});

it('a hostile job in a container finds nothing of the machine, and its links lead nowhere', async () => {
  const repository = await platform.repository('hostile');
  const script = [
    'set +e',
    `ls -d ${platform.dataDir} /var/lib/raibid-ci /run/podman /root/.ssh 2>/dev/null`,
    `awk 'NR == 1 { print "root is root outside: " ($2 == 0) }' /proc/self/uid_map`,
    'env | grep -ci lease',
    'mount -t tmpfs none /mnt 2>/dev/null && echo mounted; mknod /tmp/disk b 254 0 2>/dev/null && echo device',
    `rm "$GITHUB_OUTPUT"; ln -s ${platform.dataDir}/admin-token "$GITHUB_OUTPUT"`,
    'true',
  ].join('\n');
  const job = {
    'runs-on': 'ubuntu-latest',
    container: testImages.small,
    outputs: { all: '${{ toJSON(steps.a.outputs) }}' },
    steps: [{ id: 'a', run: script }],
  };
  const sha = await repository.push({ [workflowPath]: JSON.stringify({ on: 'push', jobs: { build: job } }) });
  const run = await finished(platform.client, (await runOf(platform.client, sha)).id);
  const log = await logOf(platform.client, run.jobs[0]?.id ?? '');
  const printed = log.slice(log.lastIndexOf('##[endgroup]') + 1);
  expect(printed.filter((line) => line !== '' && !line.startsWith('##['))).toEqual(['root is root outside: 0', '0']);
  expect(log.join('\n')).not.toContain(platform.token);
});

it('an agent killed with -9 leaves no container and no network, and the job runs again', async () => {
  const repository = await platform.repository('killed');
  const step = { uses: `docker://${testImages.small}`, with: { args: 'sh -c "echo begun; exec sleep 600"' } };
  const sha = await repository.push({ [workflowPath]: workflow(step) });
  const { id } = await runOf(platform.client, sha);
  const job = await jobWhen(platform.client, id, 'the step runs', async (one) => {
    return (
      one.status === 'in_progress' && (await logOf(platform.client, one.id).catch((): string[] => [])).includes('begun')
    );
  });
  expect(await countContainers(podman)).toBe(3);
  const ours = ['ps', '--filter', `ancestor=${testImages.small}`, '--format', '{{.Networks}}'];
  const [network = ''] = (await podman.ask('networks', ours)).split('\n');
  for (const { pid } of await localAgents(platform.dataDir)) killNow(pid);
  await expect.poll(() => countContainers(podman), { timeout: 30_000, interval: 200 }).toBe(0);
  await expect.poll(async () => (await podman.run(['network', 'exists', network])).code, { timeout: 10_000 }).toBe(1);
  await jobWhen(platform.client, id, 'the second attempt', (one) => one.id === job.id && one.attempt > 1);
});
