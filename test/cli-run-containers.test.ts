import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Podman } from '../src/runner/executor/container/podman.ts';
import { countContainers, makeTestImages, testImages } from '../src/runner/testing/container-images.ts';
import { useRunTree } from './support/run-tree.ts';

const tree = useRunTree();
let podman: Podman;

beforeAll(async () => {
  podman = await makeTestImages();
}, 120_000);

afterAll(async () => {
  await podman.run(['image', 'rm', '--force', ...Object.values(testImages)]);
});

const workflow = `
on: push
jobs:
  inside:
    runs-on: ubuntu-latest
    container: { image: '${testImages.small}', env: { COLOUR: green } }
    services: &services
      web:
        image: ${testImages.small}
        ports: ['8080']
        command: sh -c 'mkdir /tmp/w; echo served > /tmp/w/index.html; exec httpd -f -p 8080 -h /tmp/w'
        options: --health-cmd "wget -qO- http://localhost:8080/" --health-interval 1s --health-retries 30
    steps:
      - uses: actions/checkout@v4
      - run: echo "inside $COLOUR $(cat hello.txt) $(wget -qO- http://web:8080/)"
  beside:
    runs-on: ubuntu-latest
    services: *services
    steps:
      - uses: actions/checkout@v4
      - run: echo "beside $(cat hello.txt) $(curl -s "http://localhost:\${{ job.services.web.ports['8080'] }}/")"
`;

test('a workflow with a container and a service runs on a working tree as it is', async () => {
  await tree.files({ 'ci.yml': workflow, './hello.txt': 'from the tree' });
  const { code, stdout, stderr } = await tree.run();
  expect(stdout + stderr).toContain('inside green from the tree served');
  expect(stdout + stderr).toContain('beside from the tree served');
  expect(code).toBe(0);
  expect(await countContainers(podman)).toBe(0);
}, 120_000);

const withActions = `
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: docker://${testImages.small}
        with: { entrypoint: /bin/sh, args: '-c "echo said $(cat hello.txt); echo made > made"' }
      - id: own
        uses: ./act
        with: { who: world }
      - uses: ./built
      - run: echo "\${{ steps.own.outputs.greeting }}, $(cat made)"
`;

test('actions in containers run on a working tree as they are', async () => {
  const action = `name: A
description: x
inputs: { who: { description: x } }
runs:
  using: docker
  image: docker://${testImages.small}
  args: [sh, -c, 'echo "greeting=hello $0" >> $GITHUB_OUTPUT', "\${{ inputs.who }}"]
`;
  const dockerfile = `FROM ${testImages.small}\nRUN echo from the image > /word\nENTRYPOINT ["cat", "/word"]\n`;
  await tree.files({ 'ci.yml': withActions, './hello.txt': 'from the tree', './act/action.yml': action });
  await tree.files({ './built/Dockerfile': dockerfile });
  const { code, stdout, stderr } = await tree.run();
  expect(stdout + stderr).toContain('said from the tree');
  expect(stdout + stderr).toContain('hello world, made');
  expect((stdout + stderr).split('\n')).toContainEqual(expect.stringMatching(/from the image$/));
  expect(code).toBe(0);
  expect(await countContainers(podman)).toBe(0);
}, 120_000);
