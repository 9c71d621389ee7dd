import { describe, expect, test } from 'vitest';
import { bad, good, useManifestFolder } from '../../testing/manifest-folder.ts';

const { write, validate } = useManifestFolder();

describe('raibid-cli validate', () => {
  test('says nothing but the sum when all is well, and exits 0', async () => {
    write({ 'a.yaml': good });
    const { code, stdout, stderr } = await validate(['.']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('1 file, 1 document, 1 object (Kubernetes 1.36): no faults');
  });

  test('quotes the line, points at the value and says what to do, and exits 1', async () => {
    write({ 'a.yaml': bad });
    const { code, stdout } = await validate(['a.yaml']);
    expect(code).toBe(1);
    expect(stdout).toBe(
      [
        'a.yaml:6:10 error must be a text, but is the number 7 (wrong-type)',
        '6 │   level: 7',
        '  │          ^',
        '  at: ConfigMap settings · data.level',
        '  fix: Put it in quotes: "7".',
        '\n',
      ].join('\n'),
    );
  });

  test('reads several JSON objects one behind the other, as kubectl does', async () => {
    const json = (level: string) =>
      `{"apiVersion": "v1", "kind": "ConfigMap",\n"metadata": {"name": "a"}, "data": {"level": ${level}}}`;
    write({ 'a.json': `${json('"{}"')}\n${json('"\\""')} ${json('7')}` });
    const { stdout, stderr } = await validate(['a.json']);
    expect(stdout).toContain('a.json:5:46');
    expect(stderr).toContain('1 file, 3 documents, 3 objects (Kubernetes 1.36): 1 error');
  });

  test('takes fields of a kustomization in the case that kustomize takes them in', async () => {
    write({ 'a.yaml': good, 'kustomization.yaml': 'nameprefix: x-\nresources: [a.yaml]\nnamePostfix: y\n' });
    const { stdout } = await validate(['-o', 'json', '.']);
    expect(JSON.parse(stdout).findings).toMatchObject([{ rule: 'unknown-field', path: 'namePostfix' }]);
  });

  test('builds no part of a kustomization by itself', async () => {
    write({
      'part/kustomization.yaml': 'kind: Component\npatches:\n  - {target: {kind: Pod}, path: a.yaml}\n',
      'part/a.yaml': 'metadata: {name: x}\n',
      'top/kustomization.yaml': 'generators: [maps.yaml]\n',
      'top/maps.yaml': 'apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: x}\nliterals: [a=b]\n',
      'charts/kustomization.yaml': 'helmCharts: [{name: redis, repo: "http://127.0.0.1:1"}]\n',
    });
    const { code, stdout, stderr } = await validate(['.', '--verbose'], { path: process.env.PATH });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('charts/kustomization.yaml (kubectl kustomize: it runs other programs');
  });

  test.each([
    ['a document beside manifests that is none', `${good}---\nname: x\n`, 'missing-field', 8],
    ['keys without spaces behind them', 'apiVersion:v1\nkind:ConfigMap\n', 'wrong-type', 1],
    ['a list of manifests', '- apiVersion: v1\n  kind: ConfigMap\n', 'wrong-type', 1],
    ['a control character', good.replace('info', 'in\u0000fo'), 'yaml-syntax', 6],
  ])('finds %s', async (_what, text, rule, line) => {
    write({ 'a.yaml': text });
    const { stdout } = await validate(['-o', 'json', '.']);
    expect(JSON.parse(stdout).findings).toMatchObject([{ rule, line }]);
  });

  test('takes an empty List', async () => {
    write({ 'a.yaml': 'apiVersion: v1\nkind: List\n' });
    expect(await validate(['.'])).toMatchObject({ code: 0, stdout: '' });
  });

  test('says of a kustomization with bases elsewhere that they cannot be reached', async () => {
    write({ 'a.yaml': good, 'kustomization.yaml': 'resources: [a.yaml, "http://127.0.0.1:1/base.yaml"]\n' });
    const { code, stderr } = await validate(['.'], { path: process.env.PATH });
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('cannot be reached') });
  });

  test('exits 2 for a path that is not there, an unknown version and an unknown format', async () => {
    write({ 'a.yaml': good });
    expect((await validate(['a.yaml', '--kubernetes-version', '1.12'])).code).toBe(2);
    expect((await validate(['a.yaml', '--output', 'xml'])).code).toBe(2);
    expect((await validate(['b.yaml'])).code).toBe(4);
  });

  test('reads standard input', async () => {
    const { code, stdout } = await validate(['-'], { stdin: bad });
    expect(code).toBe(1);
    expect(stdout).toContain('stdin:6:10 error');
    expect(stdout).toContain('level: 7');
  });

  test('expands quoted patterns', async () => {
    write({ 'one/a.yaml': bad, 'one/b.yaml': bad, 'two/a.yaml': bad });
    const { stdout } = await validate(['**/a.yaml']);
    expect(stdout.match(/^\S+:6:10/gm)).toEqual(['one/a.yaml:6:10', 'two/a.yaml:6:10']);
  });

  test('prints JSON, SARIF, JUnit and GitHub annotations', async () => {
    write({ 'a.yaml': bad });
    const json = JSON.parse((await validate(['-o', 'json', '.'])).stdout);
    expect(json.findings[0]).toMatchObject({
      rule: 'wrong-type',
      file: 'a.yaml',
      line: 6,
      column: 10,
      path: 'data.level',
      severity: 'error',
    });
    const sarif = JSON.parse((await validate(['-o', 'sarif', '.'])).stdout);
    expect(sarif.runs[0].results[0]).toMatchObject({ ruleId: 'wrong-type', level: 'error' });
    expect(sarif.runs[0].results[0].locations[0].physicalLocation.region).toEqual({
      startLine: 6,
      startColumn: 10,
      endColumn: 11,
    });
    expect((await validate(['-o', 'junit', '.'])).stdout).toContain(
      '<testcase classname="a.yaml" name="wrong-type 6:10 data.level" file="a.yaml" line="6"><failure',
    );
    expect((await validate(['-o', 'github', '.'])).stdout).toContain(
      '::error file=a.yaml,line=6,col=10,endColumn=11,title=wrong-type::must be a text',
    );
  });

  test('passes nothing over in silence', async () => {
    write({
      'README.md': '# x',
      'package.json': '{}',
      'empty.yaml': '# nothing\n',
      'chart/Chart.yaml': 'apiVersion: v2\nname: x\nversion: 1.0.0\n',
      'chart/values.yaml': 'a: 1\n',
      'chart/templates/a.yaml': '{{ if x }}\n',
      '.github/workflows/ci.yaml': 'on: push\n',
      'Taskfile.yml': 'version: "3"\n',
    });
    const { code, stderr } = await validate(['.']);
    expect(code).toBe(2);
    expect(stderr).toContain('helm is not installed, but is needed to render the chart chart');
    for (const name of [
      '*.md',
      'package.json',
      'empty.yaml',
      'chart/values.yaml',
      'chart/templates/a.yaml',
      '.github/workflows/ci.yaml',
      'Taskfile.yml',
    ]) {
      expect(stderr).toMatch(new RegExp(`not checked: .*${name.replace('*', '\\*')}`));
    }
  });

  test('checks against the wanted version of Kubernetes', async () => {
    const policy = 'apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingAdmissionPolicy\nmetadata:\n  name: x\n';
    write({ 'a.yaml': policy });
    expect((await validate(['.', '--kubernetes-version', 'v1.36.2'])).stdout).not.toContain('removed-api');
    expect((await validate(['.', '--kubernetes-version', '1.33'])).stdout).toContain('only from Kubernetes 1.36 on');
  });

  test('learns kinds from --schemas, and from CustomResourceDefinitions in the tree', async () => {
    const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: boats.example.com
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Boat, plural: boats}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties: {length: {type: integer, minimum: 1}, name: {type: string}}
              x-kubernetes-validations:
                - rule: "self.length < 100 || has(self.name)"
                  message: long boats have names
`;
    const boat = 'apiVersion: example.com/v1\nkind: Boat\nmetadata:\n  name: b\nspec:\n  length: 0\n';
    const long = boat.replace('length: 0', 'length: 200');
    write({ 'a/boat.yaml': boat, 'a/long.yaml': long, 'b/crd.yaml': crd });
    expect((await validate(['a'])).stdout).toContain('unknown-kind');
    expect((await validate(['a', '--ignore-unknown-kinds'])).code).toBe(0);
    for (const words of [['a', '--schemas', 'b'], ['.']]) {
      const { stdout } = await validate(words);
      expect(stdout).toContain('a/boat.yaml:6:11 error must be at least 1, but is 0 (invalid-value)');
      expect(stdout).toContain('a/long.yaml:5:1 error long boats have names (cel-rule)');
    }
  });

  test('builds kustomizations with kubectl, and tells of a fault of a file once', async () => {
    write({ 'kustomization.yaml': 'resources: [a.yaml, missing.yaml]\nnamPrefix: x-\n', 'a.yaml': bad });
    const without = await validate(['.']);
    expect(without.stdout).toContain(
      'kustomization.yaml:1:21 error there is no file or folder missing.yaml (missing-file)',
    );
    expect(without.stdout).toContain('kustomization.yaml:2:1 error the field "namPrefix" is not known here');
    expect(without.stderr).toContain('neither kustomize nor kubectl is installed');
    write({ 'kustomization.yaml': 'resources: [a.yaml]\nnamePrefix: x-\ncommonLabels:\n  team: "-"\n' });
    const { stdout } = await validate(['.'], { path: process.env.PATH });
    expect(stdout.match(/wrong-type/g)).toHaveLength(1);
    expect(stdout).toMatch(/kustomization\.yaml:1:1 error the label value "-".*rendered: `team: '-'`/);
  });

  test('knows the configuration of k3s', async () => {
    write({
      'k3s/config.yaml': 'write-kubeconfig-mode: "0644"\ndisable: [traefik]\nclusterinit: true\n',
      'k3s/registries.yaml': 'mirrors:\n  docker.io:\n    endpoints: []\n',
    });
    const { stdout } = await validate(['.']);
    expect(stdout).toContain('k3s/config.yaml:3:1 error the field "clusterinit" is not known here');
    expect(stdout).toContain('Did you mean "cluster-init"?');
    expect(stdout).toContain('k3s/registries.yaml:3:5 error the field "endpoints" is not known here');
  });
});
