import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { countContainers, testImages } from '../../testing/container-images.ts';
import { type PlaceWishes, useContainers } from '../../testing/container-place.ts';
import { expr, type JobPlace, jobMessage, run } from '../../testing/job-fixture.ts';

const world = useContainers();

const image = `docker://${testImages.small}`;

/** A step whose image runs a script; what it prints and writes is what the step does. */
function boxed(script: string, more: object = {}) {
  return { uses: image, with: { entrypoint: '/bin/sh', args: `-c "${script.replaceAll('"', '\\"')}"` }, ...more };
}

/** Writes files into the workspace before the job. */
async function inWorkspace(place: JobPlace, files: Record<string, string>): Promise<void> {
  const { workspace } = place.executor.layout;
  for (const [name, content] of Object.entries(files)) await place.executor.write(`${workspace}/${name}`, content);
}

const placesOfSteps: [string, PlaceWishes][] = [
  ['a sandbox', {}],
  ['a container of the job', { inContainer: true }],
  ['plain processes of the machine', { isolation: 'none' }],
];

test.each(placesOfSteps)(
  'a step with an image shares files, outputs and variables with steps in %s',
  async (_name, wishes) => {
    await using place = await world.open(wishes);
    const script =
      'pwd; echo "$FROM_IMAGE $OWN $HOME"; cat before; touch "$HOME/h" after; echo a=1 >> "$GITHUB_OUTPUT"; ' +
      'echo LATER=two words >> "$GITHUB_ENV"; echo /p >> "$GITHUB_PATH"; echo "# Sum" >> "$GITHUB_STEP_SUMMARY"; ' +
      'grep -c after "$GITHUB_EVENT_PATH"; echo "$GITHUB_WORKSPACE $GITHUB_EVENT_PATH $RUNNER_TEMP"; touch "$RUNNER_TEMP/t"';
    const outcome = await place.run(
      jobMessage(
        [
          run('echo made before > before'),
          boxed(script, { id: 'one', env: { OWN: 'own' } }),
          run(expr("format('echo {0} $LATER $PATH; rm after before; ls -A; ls $RUNNER_TEMP/t', steps.one.outputs.a)")),
        ],
        wishes.inContainer ? { container: testImages.small } : {},
      ),
    );
    expect(outcome.annotations).toEqual([]);
    const { temp } = place.executor.layout;
    expect(outcome.lines).toEqual([
      '/github/workspace',
      'yes own /github/home',
      'made before',
      '1',
      '/github/workspace /github/workflow/event.json /github/runner_temp',
      expect.stringMatching(/^1 two words \/p:/),
      `${temp}/t`,
    ]);
    expect(outcome.summary).toBe('# Sum\n');
    expect(await countContainers(world.podman)).toBe(wishes.inContainer ? 1 : 0);
  },
);

const action = `name: A
description: x
inputs:
  who: { description: x, default: nobody }
  a-b: { description: x }
runs:
  using: docker
  image: ${image}
  entrypoint: /bin/sh
  args: [-c, 'echo "$1 $MODE"; tr "\\0" "\\n" < /proc/1/environ | grep INPUT_A-B; echo "s=$1" >> $GITHUB_STATE', name, "\${{ inputs.who }}"]
  env: { MODE: "for \${{ inputs.who }}" }
  post-entrypoint: /github/workspace/act/post.sh
  post-if: always()
`;

test('an action in an image gets inputs, arguments and variables, and its post part what the main part saved', async () => {
  await using place = await world.open();
  const post = '#!/bin/sh\necho "post $STATE_s $#"\n';
  await place.executor.write(`${place.executor.layout.workspace}/act/post.sh`, post, 0o755);
  await inWorkspace(place, { 'act/action.yml': action });
  const outcome = await place.run(
    jobMessage([
      {
        uses: './act',
        with: { who: 'the "world"', 'a-b': 'x\nmore of INPUT_A-B', args: 'not taken', entrypoint: '/never' },
      },
      run('echo between'),
    ]),
  );
  expect(outcome.annotations).toEqual([]);
  expect(outcome.lines).toEqual([
    'the "world" for the "world"',
    'INPUT_A-B=x',
    'more of INPUT_A-B',
    'between',
    'post the "world" 4',
  ]);
  expect(outcome.steps.map((step) => step.name)).toContain('Post Run ./act');
});

test('the pre part of a remote action runs first, and composite actions use images too', async () => {
  await using place = await world.open();
  const folder = join(place.root, 'remote');
  const remote = {
    'action.yml': action.replace('post-entrypoint: /github/workspace/act/post.sh', 'pre-entrypoint: /bin/sh'),
    'both/action.yml': `name: B\ndescription: x\nruns:\n  using: composite\n  steps:\n    - uses: ${image}\n      with: { args: echo inside }\n`,
  };
  await mkdir(join(folder, 'both'), { recursive: true });
  for (const [name, text] of Object.entries(remote)) await writeFile(join(folder, name), text);
  const actions = { fetch: () => Promise.resolve({ folder, sha: 'a'.repeat(40) }) };
  const outcome = await place.run(
    jobMessage([run('echo first'), { uses: 'acme/one@v1', with: { who: 'me' } }, { uses: 'acme/one/both@v1' }]),
    { ports: { actions } },
  );
  expect(outcome.annotations.map((one) => one.message)).toEqual([]);
  expect(outcome.steps.map((step) => step.name)).toEqual([
    'Pre Run acme/one@v1',
    'Run echo first',
    'Run acme/one@v1',
    'Run acme/one/both@v1',
  ]);
  expect(outcome.lines).toEqual(['me for me', 'INPUT_A-B=', 'first', 'me for me', 'INPUT_A-B=', 'inside']);
});

test('variables of all kinds are whole in the container, and none is kept by podman', async () => {
  await using place = await world.open();
  const env = {
    LINES: 'it\'s\n$HOME `x` "q" \\ end',
    QUOTED: '"q"',
    HASH: '# no comment',
    EMPTY: '',
    LONG: 'x'.repeat(70_000),
  };
  const outcome = await place.run(
    jobMessage([boxed('printf "%s\\n" "$LINES" "$QUOTED" "$HASH" "${EMPTY-unset}"; echo ${#LONG}', { env })]),
  );
  expect(outcome.lines).toEqual([...env.LINES.split('\n'), '"q"', '# no comment', '', '70000']);
  expect(await world.podman.ask('secrets', ['secret', 'ls', '--quiet'])).toBe('');
});

test('a failed container fails its step, and its commands are obeyed', async () => {
  await using place = await world.open();
  const outcome = await place.run(
    jobMessage([
      boxed('echo "::error file=/github/workspace/a.c,line=3::bad"; exit 7', { continueOnError: true }),
      boxed('exit 7', { continueOnError: true }),
      { uses: image, with: { entrypoint: '/no/such' } },
    ]),
  );
  expect(outcome.annotations.map(({ message, file }) => [message, file])).toEqual([
    ['bad', 'a.c'],
    ['The action ended with exit code 7.', undefined],
    [expect.stringMatching(/^The container of the action could not be started: .*\/no\/such/), undefined],
  ]);
  expect(outcome.conclusion).toBe('failure');
});

test('a container reaches the services of its job by name', async () => {
  const web = {
    image: testImages.small,
    options: '--health-cmd "test -e /tmp/w" --health-interval 1s --health-retries 30',
    command: "sh -c 'mkdir /tmp/w; echo served > /tmp/w/index.html; exec httpd -f -p 8080 -h /tmp/w'",
  };
  await using place = await world.open();
  const step = { uses: image, with: { args: 'wget -qO- http://web:8080/' } };
  const outcome = await place.run(jobMessage([step], { services: { web } }));
  expect(outcome.lines).toEqual(['served']);
});

test('a container that is cancelled is killed, and nothing of the job stays', async () => {
  const place = await world.open();
  const cancel = new AbortController();
  const limits = { interruptGrace: 200, terminateGrace: 200 };
  const running = place.run(
    jobMessage([boxed('trap "echo int" INT TERM; echo begun; while true; do sleep 0.1; done')]),
    {
      control: { cancel: cancel.signal, limits },
    },
  );
  await expect.poll(() => place.log.some((line) => line.x === 'begun'), { timeout: 30_000 }).toBe(true);
  cancel.abort('stop');
  const outcome = await running;
  expect(outcome.conclusion).toBe('cancelled');
  expect(await countContainers(world.podman)).toBe(0);
  await place[Symbol.asyncDispose]();
  expect((await world.podman.run(['network', 'exists', world.network])).code).toBe(1);
});

test('links that a job lays lead a container nowhere outside, and it has no rights over the machine', async () => {
  await using place = await world.open();
  const { temp } = place.executor.layout;
  const evil = [
    `rm -rf ${temp}/_github_workflow && ln -s ${place.root} ${temp}/_github_workflow`,
    `ln -s ${place.root} away`,
  ];
  const outcome = await place.run(
    jobMessage([
      run(evil.join('\n')),
      boxed(
        'ls /github/workflow/ away/; id -u; awk "NR == 1 { print (\\$2 == 0) }" /proc/self/uid_map; mount -t tmpfs none /mnt 2>/dev/null && echo mounted; touch /github/new 2>/dev/null && echo written; true',
      ),
    ]),
  );
  const nowhere = expect.stringContaining('No such file');
  expect(outcome.lines).toEqual([nowhere, nowhere, '0', '0']);
});

const built = {
  'act/action.yml': `name: A
description: x
inputs: { who: { description: x } }
runs: { using: docker, image: Dockerfile, args: ["\${{ inputs.who }}"], post-entrypoint: /bye }
`,
  'act/Dockerfile': `FROM ${testImages.small}
COPY hello.sh /hello
RUN mkdir /made && cp /hello /bye && awk 'NR == 2 { print "others are " ($2 > 65535) }' /proc/self/uid_map
ENTRYPOINT ["/bin/sh", "/hello"]
`,
  'act/hello.sh': '#!/bin/sh\nls -d /made; echo "hello $1"\n',
};

test.each<[string, PlaceWishes]>([
  ['plain processes of the machine', { isolation: 'none' }],
  ['a container of a trusted job', { inContainer: true, mayBuild: true }],
])('an action with a Dockerfile is built beside %s', async (_name, wishes) => {
  await using place = await world.open(wishes);
  await inWorkspace(place, built);
  const changes = wishes.inContainer ? { container: testImages.small } : {};
  const outcome = await place.run(
    jobMessage([run('chmod 755 act/hello.sh'), { uses: './act', with: { who: 'me' } }], changes),
  );
  expect(outcome.annotations).toEqual([]);
  const lines = outcome.lines.filter((line) => !line.startsWith('STEP') && !line.startsWith('-->'));
  expect(lines).toEqual(expect.arrayContaining(['/made', 'hello me', 'others are 1']));
  expect(lines.filter((line) => line === 'hello me')).toHaveLength(2);
});

test('a Dockerfile of a job in a sandbox is refused in words, and one that fails says why', async () => {
  await using sandboxed = await world.open();
  await inWorkspace(sandboxed, built);
  const refused = await sandboxed.run(jobMessage([{ uses: './act' }]));
  expect(refused.annotations[0]?.message).toContain('which is not done for jobs in a sandbox');
  await using place = await world.open({ isolation: 'none' });
  await inWorkspace(place, { ...built, 'act/Dockerfile': `FROM ${testImages.small}\nRUN exit 3\n` });
  const failed = await place.run(jobMessage([{ uses: './act' }]));
  expect(failed.annotations[0]?.message).toMatch(/^The image of the action A could not be built: .*RUN exit 3/);
});

test('a build that is cancelled ends, with the command that it was at, and leaves no container', async () => {
  await using place = await world.open({ isolation: 'none' });
  await inWorkspace(place, { ...built, 'act/Dockerfile': `FROM ${testImages.small}\nRUN echo begun; sleep 86399\n` });
  const cancel = new AbortController();
  const running = place.run(jobMessage([{ uses: './act' }]), { control: { cancel: cancel.signal } });
  await expect.poll(() => place.log.some((line) => line.x === 'begun'), { timeout: 30_000 }).toBe(true);
  cancel.abort('stop');
  expect((await running).conclusion).toBe('cancelled');
  const sleepers = () =>
    execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line === 'sleep 86399');
  await expect.poll(sleepers, { timeout: 10_000 }).toEqual([]);
  expect(await world.podman.ask('ps', ['ps', '--all', '--external', '--quiet'])).toBe('');
});
