import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { charts, infra, root, run, valuesFiles } from './support/infra.ts';

const cli = join(root, 'launchers/raibid-cli');

describe('the tree of infra/', () => {
  it.each(['validate-manifests.sh', 'lint-manifests.sh', 'check-dependencies.sh'])('passes %s', async (script) => {
    const { code, out, err } = await run(join(infra, 'scripts', script), []);
    expect({ code, findings: `${out}${err}`.split('\n').filter((line) => /: (error|warning) /.test(line)) }).toEqual({
      code: 0,
      findings: [],
    });
  });

  it('passes yamllint with the committed configuration', async () => {
    expect(await run('yamllint', ['--strict', 'infra/', '.github/workflows/infra-validation.yml'])).toEqual({
      code: 0,
      out: '',
      err: '',
    });
  });

  it('has a workflow that our own engine understands', async () => {
    const { code, err } = await run(cli, ['workflow', 'lint', '.github/workflows/infra-validation.yml']);
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('0 problems') });
  });

  it.each(charts.flatMap((chart) => valuesFiles.map((values) => ({ chart, values }))))(
    'passes helm lint: $chart with $values',
    async ({ chart, values }) => {
      const folder = join(infra, chart, 'chart');
      const { code, out, err } = await run('helm', ['lint', '--strict', folder, '--values', join(folder, values)]);
      expect({ code, out: `${out}${err}` }).toEqual({ code: 0, out: expect.stringContaining('0 chart(s) failed') });
    },
  );
});

/** Faults that people make, each with the command and the rule that must find it. */
const faults = [
  { file: 'redis/namespace.yaml', from: 'restricted', to: 'baseline', command: 'lint', rule: 'namespace-pod-security' },
  {
    file: 'redis/chart/values.yaml',
    from: 'tag: 7.0.15-bookworm',
    to: 'tag: "7"',
    command: 'lint',
    rule: 'image-version',
  },
  {
    file: 'redis/network-policies.yaml',
    from: 'policyTypes: [Ingress, Egress]',
    to: 'policyTypes: [Ingress]',
    command: 'lint',
    rule: 'default-deny',
  },
  {
    file: 'agents/chart/templates/scaled-jobs.yaml',
    from: 'pollingInterval:',
    to: 'pollingIntervall:',
    command: 'validate',
    rule: 'unknown-field',
  },
  {
    file: 'redis/chart/templates/statefulset.yaml',
    from: 'cpu: 10m',
    to: 'cpu: 10x',
    command: 'validate',
    rule: 'invalid-quantity',
  },
  {
    file: 'keda/chart/values.yaml',
    from: 'watchNamespace:',
    to: 'watchNamespaces:',
    command: 'check-deps',
    rule: 'values-key',
  },
  {
    file: 'components.yaml',
    from: 'dependsOn: [redis, gitea]',
    to: 'dependsOn: [redis, agents]',
    command: 'check-deps',
    rule: 'component-order',
  },
  {
    file: 'redis/chart/values.yaml',
    from: 'usersSecret: redis-users',
    to: 'usersSecret: redis-user',
    command: 'check-deps',
    rule: 'config-reference',
  },
  {
    file: 'server/chart/templates/service.yaml',
    from: 'targetPort: http',
    to: 'targetPort: htpp',
    command: 'check-deps',
    rule: 'service-target',
  },
];

describe('a fault in infra/', () => {
  it.each(faults)('is found by $command as $rule: $to in $file', async ({ file, from, to, command, rule }) => {
    const folder = await mkdtemp(join(tmpdir(), 'raibid-infra-'));
    try {
      await cp(infra, join(folder, 'infra'), { recursive: true });
      const path = join(folder, 'infra', file);
      const text = await readFile(path, 'utf8');
      expect(text).toContain(from);
      await writeFile(path, text.replace(from, to));
      const { code, out, err } = await run(cli, [command, 'infra/'], folder);
      expect({ code, said: `${out}${err}` }).toEqual({ code: 1, said: expect.stringContaining(`(${rule})`) });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
