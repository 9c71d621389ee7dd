import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { raibidCli } from '../../testing/capture.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'raibid-deps-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

async function found(path?: string): Promise<string[]> {
  const { stdout } = await raibidCli(['check-deps', '-o', 'json', '.'], { cwd: folder, env: { PATH: path } });
  const { findings } = JSON.parse(stdout);
  return findings.map(
    (each: { rule: string; file: string; line: number; message: string }) =>
      `${each.file}:${each.line} ${each.message}`,
  );
}

const object = (apiVersion: string, kind: string, name: string, rest: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: demo\n${rest}`;

const podWith = (container: string, spec = '') =>
  object('v1', 'Pod', 'web', `spec:\n${spec}  containers:\n    - name: web\n      image: nginx:1.27.3\n${container}`);

describe('raibid-cli check-deps', () => {
  test('names what exists instead', async () => {
    write({
      'a.yaml': podWith('      envFrom:\n        - configMapRef:\n            name: setings\n'),
      'b.yaml': object('v1', 'ConfigMap', 'settings', 'data: {}\n'),
    });
    const { code, stdout } = await raibidCli(['check-deps', '.'], { cwd: folder, env: { PATH: undefined } });
    expect(code).toBe(1);
    expect(stdout).toContain('a.yaml:12:19 error there is no ConfigMap demo/setings (config-reference)');
    expect(stdout).toContain('fix: ConfigMaps here: settings.');
  });

  test('leaves names and keys alone that Flux fills in', async () => {
    const from = (key: string) =>
      object(
        'helm.toolkit.fluxcd.io/v2',
        'HelmRelease',
        'web',
        `spec:\n  interval: 1h\n  chartRef: {kind: OCIRepository, name: flux-system}\n  valuesFrom: [{kind: ConfigMap, name: values, valuesKey: "${key}"}]\n`,
      );
    write({ 'b.yaml': object('v1', 'ConfigMap', 'values', 'data: {small.yaml: ""}\n') });
    write({ 'a.yaml': from('large.yaml') });
    expect(await found()).toContain('a.yaml:9 the ConfigMap values has no key large.yaml');
    write({ 'a.yaml': from('${size}.yaml') });
    expect(await found()).toEqual([]);
  });

  test('reads the old name of serviceAccountName too', async () => {
    write({ 'a.yaml': podWith('', '  serviceAccount: missing\n') });
    expect(await found()).toEqual(['a.yaml:7 there is no ServiceAccount missing']);
  });

  test('knows the roles that every cluster has', async () => {
    const binding = (role: string) => `roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${role}}\n`;
    const bind = (role: string) => object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'reads', binding(role));
    write({ 'a.yaml': bind('extension-apiserver-authentication-reader'), 'b.yaml': bind('extension-reader') });
    expect(await found()).toEqual(['b.yaml:6 there is no Role extension-reader']);
  });

  test('knows the namespace and the artifacts that Flux makes', async () => {
    const kustomization = (name: string) =>
      object(
        'kustomize.toolkit.fluxcd.io/v1',
        'Kustomization',
        name,
        `spec: {interval: 1h, prune: true, sourceRef: {kind: ExternalArtifact, name: ${name}}}\n`,
      ).replace('namespace: demo', 'namespace: flux-system');
    const generator =
      'spec: {sources: [{alias: repo, kind: GitRepository, name: flux-system}], artifacts: [{name: apps}]}\n';
    write({
      'a.yaml': kustomization('apps'),
      'b.yaml': kustomization('aps'),
      'c.yaml': object('source.extensions.fluxcd.io/v1beta1', 'ArtifactGenerator', 'all', generator).replace(
        'demo',
        'flux-system',
      ),
      'd.yaml': object('v1', 'Namespace', 'demo', '').replace('  namespace: demo\n', ''),
    });
    expect(await found()).toEqual(['b.yaml:6 there is no ExternalArtifact flux-system/aps']);
  });

  test('lets objects without a namespace be in any', async () => {
    const anywhere = (text: string) => text.replace('  namespace: demo\n', '');
    const service = object('v1', 'Service', 'web', 'spec:\n  ports: [{port: 80}]\n  selector: {app: web}\n');
    const template = 'spec:\n  selector: {matchLabels: {app: web}}\n  template: {metadata: {labels: {app: web}}}\n';
    write({ 'a.yaml': anywhere(service), 'b.yaml': object('apps/v1', 'Deployment', 'web', template) });
    expect(await found()).toEqual([]);
    write({ 'a.yaml': service.replace('namespace: demo', 'namespace: other') });
    expect(await found()).toEqual(['a.yaml:8 no pod has the labels app=web']);
  });

  test('says of which namespaces the tree has no pods, when a policy names some', async () => {
    const peer =
      'kubernetes.io/metadata.name: kube-system}}\n          podSelector: {matchLabels: {k8s-app: kube-dns}}';
    const egress = `  egress:\n    - to:\n        - namespaceSelector: {matchLabels: {${peer}\n`;
    write({ 'a.yaml': object('networking.k8s.io/v1', 'NetworkPolicy', 'dns', `spec:\n  podSelector: {}\n${egress}`) });
    const { code, stderr } = await raibidCli(['check-deps', '.'], { cwd: folder, env: { PATH: undefined } });
    expect(code).toBe(0);
    expect(stderr).toContain('(rule network-policy-peer: the tree has no pods of the namespace kube-system)');
  });

  test('leaves optional references alone', async () => {
    write({ 'a.yaml': podWith('      envFrom:\n        - configMapRef: {name: x, optional: true}\n') });
    expect(await found()).toEqual([]);
  });

  test('finds ConfigMaps that a kustomization generates', async () => {
    const pod = podWith('      envFrom:\n        - configMapRef:\n            name: generated\n');
    write({ 'a.yaml': pod });
    expect(await found()).toHaveLength(1);
    write({
      'kustomization.yaml':
        'namespace: demo\nresources: [a.yaml]\nconfigMapGenerator:\n  - name: generated\n    literals: [a=b]\n',
    });
    expect(await found(process.env.PATH)).toEqual([]);
  });

  test('knows Secrets that operators make, and those that components.yaml declares', async () => {
    const use = (name: string, key: string) =>
      podWith(
        `      env:\n        - name: A\n          valueFrom:\n            secretKeyRef:\n              name: ${name}\n              key: ${key}\n`,
      );
    write({
      'a.yaml': use('tls', 'tls.crt'),
      'b.yaml': object('cert-manager.io/v1', 'Certificate', 'c', 'spec:\n  secretName: tls\n  issuerRef: {name: x}\n'),
    });
    expect(await found()).toEqual([]);
    write({ 'a.yaml': use('users', 'admin') });
    expect(await found()).toEqual(['a.yaml:14 there is no Secret demo/users']);
    write({
      'components.yaml':
        'components:\n  demo:\n    namespace: demo\n    secrets:\n      - name: users\n        keys: [root]\n',
    });
    expect(await found()).toEqual(['a.yaml:15 the Secret users has no key admin']);
    write({ 'components.yaml': 'components:\n  demo:\n    namespace: demo\n    secrets: [users]\n' });
    expect(await found()).toEqual([]);
  });

  test('tells of components that wait for each other', async () => {
    write({
      'components.yaml':
        'components:\n  - name: a\n    dependsOn: [b]\n  - name: b\n    dependsOn: [c]\n  - name: c\n    dependsOn: [a, z]\n',
    });
    expect(await found()).toEqual([
      'components.yaml:7 they wait for each other: a -> b -> c -> a',
      'components.yaml:7 c depends on z, which is no component',
    ]);
  });

  test('compares Flux with components.yaml', async () => {
    const kustomization = (name: string, needs: string[]) =>
      `---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 1m\n  prune: true\n  sourceRef: {kind: GitRepository, name: flux-system}\n  dependsOn: [${needs.map((each) => `{name: ${each}}`).join(', ')}]\n`;
    const components = 'components:\n  - name: a\n  - name: b\n    dependsOn: [a]\n';
    write({ 'components.yaml': components, 'flux.yaml': kustomization('a', []) + kustomization('b', ['a']) });
    expect(await found()).toEqual([]);
    write({ 'flux.yaml': kustomization('a', []) + kustomization('b', []) });
    expect(await found()).toEqual(['flux.yaml:22 b needs a, but its Kustomization does not wait for it']);
    write({ 'flux.yaml': kustomization('a', ['b']) + kustomization('b', ['a']) });
    const loops = await found();
    expect(loops.join()).toContain('they wait for each other: flux-system/a -> flux-system/b -> flux-system/a');
    expect(loops.join()).toContain('the Kustomization waits for b, but components.yaml does not say so');
  });

  test('compares the Taskfile with components.yaml', async () => {
    const components = 'components:\n  - name: a\n  - name: b\n    dependsOn: [a]\n';
    const taskfile = (all: string) =>
      `version: "3"\ntasks:\n  deploy-a: {cmds: [x]}\n  deploy-b: {cmds: [x]}\n  deploy-all:\n    cmds:\n${all}`;
    write({
      'components.yaml': components,
      'Taskfile.yml': taskfile('      - task: deploy-a\n      - task: deploy-b\n'),
    });
    expect(await found()).toEqual([]);
    write({ 'Taskfile.yml': taskfile('      - task: deploy-b\n      - task: deploy-a\n') });
    expect(await found()).toEqual(['Taskfile.yml:7 deploy-all deploys b before a, which it needs']);
    write({ 'Taskfile.yml': taskfile('      - task: deploy-a\n').replace('  deploy-b: {cmds: [x]}\n', '') });
    expect(await found()).toEqual([
      'Taskfile.yml:2 there is no task deploy-b',
      'Taskfile.yml:4 deploy-all leaves out b',
    ]);
  });
});
