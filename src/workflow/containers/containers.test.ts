import { describe, expect, it } from 'vitest';
import { parseWorkflow } from '../parse-workflow.ts';
import { parseContainerOptions } from './container-options.ts';
import { containerSpecSchema } from './container-spec.ts';
import { splitWords } from './split-words.ts';

describe('options of a container', () => {
  it('are read as Docker writes them, short names and quotes included', () => {
    const text = `--cpus 1.5 -u node --hostname=a --health-cmd "redis-cli -a 'x' ping" --health-interval 1m30s --health-retries 7 --init`;
    expect(parseContainerOptions(text)).toEqual({
      ok: true,
      options: {
        flags: ['--cpus=1.5', '--user=node', '--hostname=a', '--init'],
        health: {
          command: "redis-cli -a 'x' ping",
          interval: 90_000,
          timeout: 30_000,
          startPeriod: 0,
          retries: 7,
          disabled: false,
        },
      },
    });
  });

  it.each([
    ['--privileged', '`--privileged` of a container is not supported: a job gets no rights over the machine'],
    ['--cpus 1 --network host', '`--network` of a container is not supported: every job has a network of its own'],
    ['--network=host', '`--network` of a container'],
    ['-v /:/host', '`-v` of a container is not supported: no folders of the machine are mounted'],
    ['--mount type=bind,src=/,dst=/h', '`--mount` of a container'],
    ['--uidmap 0:0:1', '`--uidmap` of a container is not supported'],
    ['-p 80:80', 'write it below `ports:`'],
    ['--userns=host', 'no namespaces of the machine are shared'],
    ['stray', '`stray` of a container is not supported'],
    ['--cpus', '`--cpus` has no value'],
    ['--health-interval soon', 'is no time such as 10s'],
  ])('%s is refused by its name', (text, words) => {
    const parsed = parseContainerOptions(text);
    expect(parsed.ok ? '' : parsed.refusal).toContain(words);
  });
});

describe('words of a command line', () => {
  it.each([
    [`a  b\tc`, ['a', 'b', 'c']],
    [`"a b" 'c d' e\\ f`, ['a b', 'c d', 'e f']],
    [`--x="1 2" y'z'"w"`, ['--x=1 2', 'yzw']],
    [`"say \\"hi\\" \\n"`, ['say "hi" \\n']],
    [`'' ""`, ['', '']],
  ])('%s', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });
});

describe('a container once evaluated', () => {
  it('is an image alone, or a mapping', () => {
    const alone = containerSpecSchema.parse('docker://node:24');
    expect(alone).toMatchObject({ image: 'node:24', env: {}, ports: [], volumes: [], credentials: null });
    const ports = ['5432', 6379, '8080:80', '15353:53/udp'];
    const { ports: read } = containerSpecSchema.parse({ image: 'a', ports, env: { A: 1, B: null } });
    expect(read.map(({ host, container, protocol }) => `${host}:${container}/${protocol}`)).toEqual([
      'null:5432/tcp',
      'null:6379/tcp',
      '8080:80/tcp',
      '15353:53/udp',
    ]);
  });

  it.each([
    [{ image: '--privileged' }, 'names no image'],
    [{ image: 'a', ports: ['80:80'] }, 'is no port'],
    [{ image: 'a', ports: ['0.0.0.0:8080:80'] }, 'is no port'],
    [
      { image: 'a', volumes: ['/var/run/docker.sock:/var/run/docker.sock'] },
      'no folder or named volume of the machine',
    ],
    [{ image: 'a', volumes: ['data:/data'] }, 'no folder or named volume of the machine'],
    [{ image: 'a', options: '--device /dev/kvm' }, 'no devices of the machine'],
    [{ image: 'a', options: 'constructor b' }, '`constructor` of a container is not supported'],
    [{ image: 'a', what: 1 }, 'what'],
  ])('%j is refused', (value, words) => {
    const parsed = containerSpecSchema.safeParse(value);
    expect(parsed.success ? '' : parsed.error.message).toContain(words);
  });
});

describe('a workflow whose container would reach the machine', () => {
  const workflow = (container: string) =>
    `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    container:\n      image: x\n      ${container}\n    steps:\n      - run: echo\n`;

  it.each([
    ['options: --cpus 1 --privileged', 7, '`--privileged`'],
    ['volumes: ["/:/host"]', 7, 'The volume `/:/host`'],
  ])('%s is refused at its line', async (line, at, words) => {
    const parsed = await parseWorkflow({ path: 'ci.yml', text: workflow(line) });
    expect(parsed.ok ? [] : parsed.problems).toEqual([
      expect.objectContaining({ line: at, code: 'workflow_unsupported', message: expect.stringContaining(words) }),
    ]);
  });
});
