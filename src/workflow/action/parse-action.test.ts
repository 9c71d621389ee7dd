import { describe, expect, it } from 'vitest';
import type { ActionPlan } from './action-plan.ts';
import { parseAction } from './parse-action.ts';

async function actionOf(text: string): Promise<ActionPlan> {
  const parsed = await parseAction({ path: 'action.yml', text });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 2));
  return parsed.action;
}

async function problemsOf(text: string): Promise<string[]> {
  const parsed = await parseAction({ path: 'action.yml', text });
  return parsed.ok ? [] : parsed.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

const head = 'name: Hello\ndescription: Says hello\n';

describe('an action', () => {
  it('made of steps has inputs, outputs and steps', async () => {
    const action = await actionOf(
      `${head}author: mona\nbranding: { icon: zap, color: red }\ninputs:\n  who: { description: Whom, default: "\${{ github.actor }}", required: true }\n  old: { deprecationMessage: Use who }\noutputs:\n  text: { description: T, value: "\${{ steps.a.outputs.t }}" }\nruns:\n  using: composite\n  steps:\n    - id: a\n      run: echo \${{ inputs.who }}\n      shell: bash\n    - uses: ./other\n      if: always()\n      with: { x: 1 }\n`,
    );
    expect(action).toEqual({
      name: 'Hello',
      inputs: {
        who: { required: true, default: { $expr: 'github.actor', at: [6, 43] } },
        old: { required: false, deprecationMessage: 'Use who' },
      },
      outputs: { text: { value: { $expr: 'steps.a.outputs.t', at: [9, 39] } } },
      runs: {
        using: 'composite',
        steps: [
          { id: 'a', run: { $expr: "format('echo {0}', inputs.who)", at: [14, 12] }, shell: 'bash', at: [13, 7] },
          { uses: './other', if: { $expr: 'always()', at: [17, 11] }, with: { x: '1' }, at: [16, 7] },
        ],
      },
    });
  });

  it.each(['node12', 'node16', 'node20', 'node24'])(
    'in JavaScript for %s has its scripts and conditions',
    async (release) => {
      const action = await actionOf(
        `${head}runs: { using: ${release}, main: m.js, pre: a.js, pre-if: "runner.os == 'Linux'", post: z.js, post-if: failure() }\n`,
      );
      expect(action.runs).toMatchObject({
        using: 'node',
        release,
        main: 'm.js',
        pre: 'a.js',
        preIf: { $expr: "runner.os == 'Linux'" },
        post: 'z.js',
        postIf: { $expr: 'failure()' },
      });
    },
  );

  it('in a container has its image, programs, arguments and variables', async () => {
    const action = await actionOf(
      `${head}runs: { using: docker, image: "docker://alpine:3", args: [-x, "\${{ inputs.a }}"], env: { A: "\${{ inputs.b }}" }, entrypoint: /m, pre-entrypoint: /a, pre-if: failure(), post-entrypoint: /z, post-if: success() }\n`,
    );
    expect(action.runs).toMatchObject({
      using: 'docker',
      image: { kind: 'registry', name: 'alpine:3' },
      args: ['-x', { $expr: 'inputs.a' }],
      env: { A: { $expr: 'inputs.b' } },
      entrypoint: '/m',
      preEntrypoint: '/a',
      preIf: { $expr: 'failure()' },
      postEntrypoint: '/z',
      postIf: { $expr: 'success()' },
    });
  });

  it('in a container may say how to build its image', async () => {
    const action = await actionOf(`${head}runs: { using: docker, image: images/Dockerfile }\n`);
    expect(action.runs).toEqual({ using: 'docker', image: { kind: 'build', dockerfile: 'images/Dockerfile' } });
  });

  it('does without a name and a description', async () => {
    expect(await actionOf('runs: { using: node20, main: a.js }\n')).toMatchObject({ name: 'action.yml', inputs: {} });
  });
});

describe('a faulty action', () => {
  it.each([
    ['', ['1:1 The file is empty']],
    [head, ['1:1 The key `runs` is missing']],
    [`${head}runs: { using: node18, main: a.js }\n`, ['3:16 `node18` is not expected here']],
    [`${head}runs: { using: docker, image: alpine }\n`, ['3:31 `alpine` names no image']],
    [`${head}runs: { using: docker, image: "docker://-x" }\n`, ['3:31 `docker://-x` names no image']],
    [
      `${head}runs: { using: docker, image: Dockerfile, args: ["\${{ secrets.a }}"] }\n`,
      ["3:51 Unrecognized named-value: 'secrets'"],
    ],
    [`${head}runs: { using: node20 }\n`, ['3:7 It is not clear what this should be']],
    [`${head}runs: { using: composite, steps: [{ run: x }] }\n`, ['3:35 The key `shell` is missing']],
    [`${head}runs: { using: composite, steps: [{ uses: x }] }\n`, ['3:43 `x` names no action']],
    [
      `${head}runs: { using: composite, steps: [{ run: x, shell: bash, timeout-minutes: 3 }] }\n`,
      ['3:58 `timeout-minutes` is not expected here'],
    ],
    [
      `${head}runs: { using: node20, main: a.js, post: b.js, post-if: oops() }\n`,
      ["3:57 Unrecognized function: 'oops' (in `oops()`)"],
    ],
    [
      `${head}inputs: { a: { default: "\${{ secrets.X }}" } }\nruns: { using: node20, main: a.js }\n`,
      ["3:26 Unrecognized named-value: 'secrets'"],
    ],
  ])('%#: is refused with its place', async (text, problems) => {
    expect(await problemsOf(text)).toEqual(problems);
  });
});
