import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { raibidCli } from '../../cli/testing/capture.ts';
import { helmFolder, helmTimeout } from '../testing/helm.ts';

let folder: string;
let path: string;
beforeAll(() => {
  path = helmFolder();
}, helmTimeout);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'raibid-charts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const chart = {
  'app/namespace.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: raibid-app\n',
  'app/chart/Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n',
  'app/chart/values.yaml': 'replicas: 1\nimage: {tag: 1.2.3}\nlabels: {}\n',
  'app/chart/values-dev.yaml': 'replicas: 1\n',
  'app/chart/templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-app
  namespace: {{ .Release.Namespace }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      app: app
  template:
    metadata:
      labels:
        app: app
    spec:
      containers:
        - name: app
          image: example.com/app:{{ .Values.image.tag }}
`,
};

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries({ ...chart, ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

async function found(command: string): Promise<string[]> {
  const { stdout } = await raibidCli([command, '-o', 'json', '.'], { cwd: folder, env: { PATH: path } });
  const { findings } = JSON.parse(stdout);
  return findings.map((each: { rule: string; file: string; line: number; rendered?: string }) =>
    `${each.rule} ${each.file}:${each.line} ${each.rendered ?? ''}`.trim(),
  );
}

describe('a chart', () => {
  test('is rendered with each of its values files', async () => {
    write({});
    expect(await found('validate')).toEqual([]);
    write({ 'app/chart/values-dev.yaml': 'replicas: two\n' });
    expect(await found('validate')).toEqual([
      'wrong-type app/chart/values-dev.yaml:1 helm template with values-dev.yaml',
    ]);
  });

  test('gives a fault of a value at the value, also when it was written as a block', async () => {
    const deployment = chart['app/chart/templates/deployment.yaml'];
    write({
      'app/chart/values.yaml':
        'replicas: 1\nimage:\n  # the page\n  tag: latest\nresources:\n  limits:\n    cpu: 0.5\n',
      'app/chart/templates/deployment.yaml': `${deployment}          resources:\n            {{- toYaml .Values.resources | nindent 12 }}\n`,
    });
    const lint = await found('lint');
    expect(lint).toContain('image-version app/chart/values.yaml:4 helm template');
    expect(lint).toContain('resource-units app/chart/values.yaml:7 helm template');
  });

  test('gives a fault that all values files show only once', async () => {
    write({
      'app/chart/values.yaml': `${chart['app/chart/values.yaml']}x: 1\n`,
      'app/chart/templates/service.yaml':
        'apiVersion: v1\nkind: Service\nmetadata:\n  name: app\nspec:\n  prots: []\n  ports: [{port: 80}]\n',
    });
    expect(await found('validate')).toEqual(['unknown-field app/chart/templates/service.yaml:6 helm template']);
  });

  test('that helm cannot render says so', async () => {
    write({ 'app/chart/templates/broken.yaml': '{{ .Values.none.at.all }}\n' });
    expect(await found('validate')).toContain('render-failed app/chart/templates/broken.yaml:1');
  });

  test('that wants a value tells of the line that wants it, also inside a named template', async () => {
    write({
      'app/chart/templates/_host.tpl': '{{- define "host" }}\n{{- .Values.none.host }}\n{{- end }}\n',
      'app/chart/templates/page.yaml': '# the page\nhost: {{ required "a host is needed" .Values.host }}\n',
    });
    expect(await found('validate')).toContain('render-failed app/chart/templates/page.yaml:2');
    write({
      'app/chart/templates/page.yaml': '{{ include "host" . }}\n',
    });
    expect(await found('validate')).toContain('render-failed app/chart/templates/_host.tpl:2');
  });

  test('that wants values which only others can give is checked with those', async () => {
    write({
      'app/chart/templates/page.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: page\ndata:\n  host: {{ required "a host" .Values.host }}\n',
      'app/chart/values-dev.yaml': 'host: 7\n',
      'app/chart/ci/other-values.yaml': 'host: example.com\n',
    });
    expect(await found('validate')).toEqual([
      'wrong-type app/chart/values-dev.yaml:1 helm template with values-dev.yaml',
    ]);
  });

  test('that is a library is checked in the charts that use it', async () => {
    write({ 'lib/Chart.yaml': 'apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n', 'lib/values.yaml': '' });
    expect(await found('validate')).toEqual([]);
  });

  test('tells of subcharts at their templates, also under an alias and in a folder with another name', async () => {
    const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {{ .Release.Name }}-PART\n  nam: x\n';
    const parts = ['cache', 'store'].flatMap((part) => [
      [`app/chart/charts/${part}-1/Chart.yaml`, `apiVersion: v2\nname: ${part}\nversion: 1.0.0\n`],
      [`app/chart/charts/${part}-1/templates/account.yaml`, account.replace('PART', part)],
    ]);
    const dependencies =
      'dependencies:\n  - {name: cache, version: 1.0.0, alias: near}\n  - {name: store, version: 1.0.0}\n';
    write({ ...Object.fromEntries(parts), 'app/chart/Chart.yaml': `${chart['app/chart/Chart.yaml']}${dependencies}` });
    expect(await found('validate')).toEqual([
      'unknown-field app/chart/charts/cache-1/templates/account.yaml:5 helm template',
      'unknown-field app/chart/charts/store-1/templates/account.yaml:5 helm template',
    ]);
  });

  test('whose dependencies are not there says so once, where its Chart.yaml wants them', async () => {
    const dependency = 'dependencies: [{name: redis, version: 1.0.0, repository: "https://charts.example.com"}]\n';
    write({ 'app/chart/Chart.yaml': `${chart['app/chart/Chart.yaml']}${dependency}` });
    expect(await found('validate')).toEqual(['render-failed app/chart/Chart.yaml:4']);
  });

  test('whose values do not fit its values.schema.json tells of the values file', async () => {
    const schema = {
      type: 'object',
      properties: { image: { type: 'object', properties: { tag: { type: 'string' } } } },
    };
    write({
      'app/chart/values.schema.json': JSON.stringify(schema),
      'app/chart/values-dev.yaml': '# ours\nimage:\n  tag: 7\n',
    });
    expect(await found('validate')).toEqual([
      'values-schema app/chart/values-dev.yaml:3 helm template with values-dev.yaml',
    ]);
    write({
      'app/chart/values-dev.yaml': 'replicas: 1\n',
      'app/chart/values.yaml': 'replicas: 1\nlabels: {}\nimage: {tag: 7}\n',
    });
    expect(await found('validate')).toEqual(['values-schema app/chart/values.yaml:3 helm template']);
  });

  test('lives in the namespace of the manifest beside it', async () => {
    write({});
    expect((await found('lint')).filter((each) => each.startsWith('namespace-name'))).toEqual([]);
    write({ 'app/namespace.yaml': chart['app/namespace.yaml'].replace('raibid-app', 'default') });
    expect(
      (await found('lint')).filter((each) => each.includes('namespace-name app/chart/templates/deployment.yaml:5')),
    ).toHaveLength(1);
  });

  test('must know the keys of its values files', async () => {
    write({ 'app/chart/values-dev.yaml': 'replica: 2\nimage: {tags: 1.2.4}\nlabels: {a: b}\n' });
    const keys = (await found('check-deps')).filter((each) => each.startsWith('values-key'));
    expect(keys).toEqual(['values-key app/chart/values-dev.yaml:1', 'values-key app/chart/values-dev.yaml:2']);
  });

  test('is followed with each set of values by itself', async () => {
    const service = (selector: string) =>
      `apiVersion: v1\nkind: Service\nmetadata:\n  name: app\n  namespace: {{ .Release.Namespace }}\nspec:\n  ports: [{port: 80}]\n  selector:\n    app: ${selector}\n`;
    write({ 'app/chart/templates/service.yaml': service('app') });
    expect(await found('check-deps')).not.toContain('service-target app/chart/templates/service.yaml:8 helm template');
    write({
      'app/chart/values-dev.yaml': 'labels: {dev: other}\n',
      'app/chart/templates/service.yaml': service('{{ .Values.labels.dev | default "app" }}'),
    });
    expect((await found('check-deps')).filter((each) => each.startsWith('service-target'))).toEqual([
      'service-target app/chart/templates/service.yaml:8 helm template with values-dev.yaml',
    ]);
  });

  test('is rendered again when any of its files changed, and only then', async () => {
    write({});
    const env = { PATH: path, XDG_CACHE_HOME: join(folder, 'cache') };
    const run = async () =>
      JSON.parse((await raibidCli(['validate', '-o', 'json', 'app'], { cwd: folder, env })).stdout);
    expect((await run()).findings).toEqual([]);
    const entries = () => readdirSync(join(folder, 'cache/raibid-ci/charts'));
    expect(entries()).toHaveLength(2);
    expect((await run()).findings).toEqual([]);
    expect(entries()).toHaveLength(2);
    write({ 'app/chart/values.yaml': chart['app/chart/values.yaml'].replace('1\n', 'two\n') });
    expect((await run()).findings).toHaveLength(1);
    expect(entries()).toHaveLength(4);
  });
});
