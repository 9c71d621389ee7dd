import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { registryLogin, startRegistry } from '../../../manifests/images/testing/registry.ts';
import { countContainers, testImages } from '../../testing/container-images.ts';
import { useContainers } from '../../testing/container-place.ts';
import { expr, type JobPlace, jobMessage, openPlace, run } from '../../testing/job-fixture.ts';
import { sweepLeftContainers } from './sweep-left.ts';

const world = useContainers();

function open(inContainer: boolean, environment: Record<string, string> = {}): Promise<JobPlace> {
  return world.open({ inContainer, environment });
}

test('run steps of a job with a container run in it, with paths and files as on GitHub', async () => {
  await using place = await open(true);
  const outcome = await place.run(
    jobMessage(
      [
        run(
          'echo "$0 $FROM_IMAGE $OWN $PWD"; id -u; echo "a=1" >> "$GITHUB_OUTPUT"; echo "LATER=two words" >> "$GITHUB_ENV"',
          {
            id: 'one',
          },
        ),
        run(expr("format('echo {0} $LATER $HOME $RUNNER_TEMP; echo $PATH; touch made', steps.one.outputs.a)")),
        run('test -e /work || test -e /root/.bashrc && echo seen; hostname >/dev/null; ls /__w/demo/demo'),
        run(expr("format('echo {0}', hashFiles('made') != '')")),
        run(expr("format('echo {0} {1}', job.container.id != '', job.container.network != '')")),
      ],
      { container: { image: testImages.small, env: { OWN: expr("format('{0}!', github.ref_name)") } } },
    ),
  );
  expect(outcome.lines).toEqual([
    expect.stringMatching(/^\/__w\/_temp\/\S+\.sh yes main! \/__w\/demo\/demo$/),
    '0',
    '1 two words /github/home /__w/_temp',
    '/opt/image/bin:/bin',
    'made',
    'true',
    'true true',
  ]);
  expect(outcome.conclusion).toBe('success');
});

test('a service is reached by its name from a container, and by its port from the machine', async () => {
  const web = {
    image: testImages.small,
    ports: ['8080'],
    env: { WORD: 'hello\nthere' },
    options: '--health-cmd "test -e /tmp/ready" --health-interval 1s --health-retries 30',
    command: `sh -c 'mkdir /tmp/w; echo "$WORD" > /tmp/w/index.html; sleep 1; touch /tmp/ready; exec httpd -f -p 8080 -h /tmp/w'`,
  };
  await using inside = await open(true);
  const seen = await inside.run(
    jobMessage([run('wget -qO- http://web:8080/')], { container: testImages.small, services: { web } }),
  );
  expect(seen.log.map((line) => line.x).join('\n')).not.toContain('##[error]');
  expect(seen.lines).toEqual(['hello', 'there']);

  await using beside = await open(false);
  const script = "format('curl -s http://localhost:{0}/', job.services.web.ports['8080'])";
  const outcome = await beside.run(jobMessage([run(expr(script))], { services: { web } }));
  expect(outcome.lines).toEqual(['hello', 'there']);
});

test('environment of a step is whole in its container and in no argument', async () => {
  await using place = await open(true);
  const secret = 'it\'s\n$HOME `x` "q" \\ end';
  const outcome = await place.run(
    jobMessage([run('printf "%s\\n" "$S"', { env: { S: secret } })], {
      container: testImages.small,
    }),
  );
  expect(outcome.lines).toEqual(secret.split('\n'));
});

test('JavaScript actions and built-in tools work in an image that has neither Node.js nor git', async () => {
  await using place = await open(true);
  await place.executor.write(
    '/__w/demo/demo/act/action.yml',
    'name: A\ndescription: x\ninputs:\n  a-b: { description: x }\nruns: { using: node24, main: m.js }\n',
  );
  await place.executor.write(
    '/__w/demo/demo/act/m.js',
    "console.log(process.env['INPUT_A-B'], process.env.FROM_IMAGE, process.cwd())",
  );
  const outcome = await place.run(
    jobMessage([{ uses: './act', with: { 'a-b': 'x\ny' } }], { container: testImages.glibc }),
  );
  expect(outcome.lines).toEqual(['x', 'y yes /__w/demo/demo']);
});

test('a container that an expression leaves empty is none', async () => {
  await using place = await open(true);
  const outcome = await place.run(
    jobMessage([run('echo "${FROM_IMAGE:-none} $PWD"')], { container: { image: expr("''") } }),
  );
  expect(outcome.lines).toEqual(['none /__w/demo/demo']);
});

test('a step that is cancelled ends in its container, and nothing of the job stays', async () => {
  const place = await open(true);
  const cancel = new AbortController();
  const running = place.run(
    jobMessage(
      [
        run('trap "echo int; exit 3" INT; echo begun; while true; do sleep 0.1; done'),
        run('ps | grep -c "[t]rap" || true', { if: expr('always()') }),
      ],
      { container: testImages.small },
    ),
    { control: { cancel: cancel.signal } },
  );
  await expect.poll(() => place.log.some((line) => line.x === 'begun'), { timeout: 20_000 }).toBe(true);
  cancel.abort('stop');
  const outcome = await running;
  expect(outcome.lines).toEqual(['begun', 'int', '##[error]stop', '0']);
  await place[Symbol.asyncDispose]();
  expect(await countContainers(world.podman)).toBe(0);
  expect((await world.podman.run(['network', 'exists', world.network])).code).toBe(1);
});

test.each([
  [
    'an image that is nowhere',
    { container: 'localhost/raibid-test/none:1' },
    /Cannot pull the image localhost\/raibid-test\/none:1: /,
  ],
  [
    'options that would reach the machine',
    { container: { image: testImages.small, options: expr("'--privileged'") } },
    /`--privileged` of a container is not supported: a job gets no rights over the machine/,
  ],
  [
    'a service that ends',
    { services: { db: { image: testImages.small, command: 'sh -c "echo no data; exit 4"' } } },
    /The service db has ended with exit code 4\. Its last lines:\nno data/,
  ],
])('%s fails the job before its first step, in words', async (_name, changes, words) => {
  await using place = await open('container' in changes);
  const outcome = await place.run(jobMessage([run('echo never')], changes));
  expect(outcome.conclusion).toBe('failure');
  expect(outcome.lines).toEqual([]);
  expect(outcome.annotations.map((one) => one.message).join('\n')).toMatch(words);
});

test('an image comes from a registry that asks for a login, which no job sees', async () => {
  const registry = await startRegistry(world.storeFolder, true);
  const image = `${registry.host}/team/tool:1`;
  const environment = { CONTAINERS_REGISTRIES_CONF: join(world.storeFolder, 'registries.conf') };
  await writeFile(
    environment.CONTAINERS_REGISTRIES_CONF,
    `[[registry]]\nlocation = "${registry.host}"\ninsecure = true\n`,
  );
  const { username, password } = registryLogin;
  const push = ['push', '--quiet', '--tls-verify=false', '--creds', `${username}:${password}`];
  await world.podman.ask('push', [...push, testImages.small, image]);
  const job = (credentials?: object) =>
    jobMessage([run('env | grep -c sesame; find / -name "registry-login*" 2>/dev/null; echo here')], {
      container: {
        image,
        ...(credentials !== undefined && { credentials: { username, password: expr('secrets.PASS') } }),
      },
      secrets: { PASS: password },
    });
  await using refused = await open(true, environment);
  const without = await refused.run(job());
  expect(without.annotations[0]?.message).toMatch(/^Cannot pull the image .*(unauthorized|authentication required)/);
  await using allowed = await open(true, environment);
  const outcome = await allowed.run(job({}));
  await using stranger = await open(true, environment);
  const pulledByOthers = await stranger.run(job());
  expect(pulledByOthers.annotations[0]?.message).toBe(without.annotations[0]?.message);
  await registry.stop();
  await using later = await open(true, environment);
  const registryAway = await later.run(job({}));
  expect(registryAway.log.map((line) => line.x).join('\n')).toContain('the image that is here already is used');
  expect(registryAway.lines).toContain('0');
  expect(outcome.lines).toContain('0');
  expect(outcome.log.map((line) => line.x).join('\n')).not.toContain(password);
  expect(await readdir(join(allowed.root, 'job'))).not.toContain('registry-login.json');
});

async function leaveOrphan(name: string): Promise<void> {
  const owner = ['--label', 'raibid.owner=1-0'];
  await world.podman.ask('network', ['network', 'create', ...owner, name]);
  const flags = ['run', '--detach', ...world.podman.containerFlags, ...owner, '--network', name];
  await world.podman.ask('container', [...flags, testImages.small, 'sleep', '600']);
}

test('what an agent left that was killed together with its guard goes with the next job', async () => {
  const name = `raibid-test-orphan-${process.pid}`;
  await leaveOrphan(name);
  await using place = await open(true);
  const outcome = await place.run(jobMessage([run('echo fine')], { container: testImages.small }));
  expect(outcome.lines).toEqual(['fine']);
  expect((await world.podman.run(['network', 'exists', name])).code).toBe(1);
  expect(await countContainers(world.podman)).toBe(1);
});

test('or with the next start of a server, which leaves the containers of living agents alone', async () => {
  await using place = await open(true);
  const running = place.run(jobMessage([run('sleep 600')], { container: testImages.small }));
  await expect.poll(() => countContainers(world.podman), { timeout: 20_000 }).toBe(1);
  await leaveOrphan(`raibid-test-left-${process.pid}`);
  await sweepLeftContainers({ storeFolder: world.storeFolder });
  expect(await countContainers(world.podman)).toBe(1);
  expect((await world.podman.run(['network', 'exists', world.network])).code).toBe(0);
  await place.executor.close(0);
  await running;
});

test('a place without podman, such as a pod, refuses a job with containers in words', async () => {
  await using place = await openPlace();
  const outcome = await place.run(jobMessage([run('echo never')], { services: { db: 'postgres:17' } }));
  expect(outcome.conclusion).toBe('failure');
  const log = outcome.log.map((line) => line.x).join('\n');
  expect(log).toContain('where it runs there can be none');
  expect(log).toContain('pods of a cluster have no podman');
});
