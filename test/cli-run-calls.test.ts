import { describe, expect, it } from 'vitest';
import { useRunTree } from './support/run-tree.ts';

const { files, run } = useRunTree();

describe('a workflow that calls another', () => {
  const called = {
    on: {
      workflow_call: {
        inputs: { to: { type: 'string', required: true } },
        secrets: { key: { required: true } },
        outputs: { name: { value: '${{ jobs.make.outputs.name }}' } },
      },
    },
    jobs: {
      make: {
        'runs-on': 'x',
        outputs: { name: '${{ steps.a.outputs.name }}' },
        steps: [
          {
            id: 'a',
            run: 'echo "name=$TO-${#KEY}-${#OTHER}" >> "$GITHUB_OUTPUT"',
            env: { TO: '${{ inputs.to }}', KEY: '${{ secrets.key }}', OTHER: '${{ secrets.OTHER }}' },
          },
        ],
      },
    },
  };
  const call = { uses: './.github/workflows/make.yml', secrets: { key: '${{ secrets.SIGNING }}' } };
  const after = { needs: 'a', 'runs-on': 'x', steps: [{ run: 'echo "made ${{ needs.a.outputs.name }}"' }] };
  const caller = { on: 'push', jobs: { a: { ...call, with: { to: 'home' } }, after } };

  it('runs its jobs with the inputs and secrets that it is given, and gets its outputs', async () => {
    await files({ 'ci.yml': JSON.stringify(caller), 'make.yml': JSON.stringify(called) });
    const { code, stdout } = await run(['--secret', 'SIGNING=12345', '--secret', 'OTHER=no']);
    expect(stdout).toMatch(/after +│ made home-5-0/);
    expect(stdout).toMatch(/✓ +a \/ make +success/);
    expect(code).toBe(0);
  });

  it('is refused with the place of the call when the other file does not fit', async () => {
    await files({ 'ci.yml': JSON.stringify({ ...caller, jobs: { a: call } }), 'make.yml': JSON.stringify(called) });
    const { code, stderr } = await run([]);
    expect(stderr).toContain('`.github/workflows/make.yml` needs the input `to`');
    expect(stderr).toMatch(/ci\.yml:1:\d+/);
    expect(code).not.toBe(0);
  });
});
