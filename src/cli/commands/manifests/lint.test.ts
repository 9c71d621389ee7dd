import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { raibidCli } from '../../testing/capture.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'raibid-lint-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

const lint = (...words: string[]) => raibidCli(['lint', ...words], { cwd: folder, env: { PATH: '' } });

async function rulesFound(...words: string[]): Promise<string[]> {
  const { findings } = JSON.parse((await lint('-o', 'json', ...words)).stdout);
  return findings.map((finding: { rule: string; line: number }) => `${finding.rule}:${finding.line}`);
}

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  hostNetwork: true
  containers:
    - name: web
      image: nginx
`;

const only = (...names: string[]) =>
  `profile: general\nexempt: []\nrules:\n${names.map((name) => `  ${name}\n`).join('')}`;

describe('raibid-cli lint', () => {
  test('names the rule, and exits 1 for an error', async () => {
    write({ 'a.yaml': pod });
    const { code, stdout } = await lint('.');
    expect(code).toBe(1);
    expect(stdout).toContain('a.yaml:9:14 error the image nginx names no version (image-version)');
    expect(stdout).toContain("a.yaml:6:16 error the pod uses the node's own Network (no-host-namespaces)");
  });

  test('tells variables that hold a secret from those that say where it is', async () => {
    const variables = ['SECRET_KEY_BASE', 'DB_PASSWORD', 'SECRET_NAME', 'TOKEN_URL', 'SECRET_STORE'];
    const list = variables.map((name) => `        - name: ${name}\n          value: squirrels\n`).join('');
    write({ 'a.yaml': `${pod}      env:\n${list}` });
    const found = (await rulesFound('.')).filter((each) => each.startsWith('plaintext-secret'));
    expect(found).toEqual(['plaintext-secret:12', 'plaintext-secret:14']);
  });

  test('leaves the standards of this project out with profile general', async () => {
    write({ 'a.yaml': pod });
    expect((await rulesFound('.')).filter((rule) => rule.startsWith('required-labels'))).toHaveLength(4);
    write({ '.raibid-lint.yaml': 'profile: general\n' });
    expect((await rulesFound('.')).filter((rule) => /required-labels|namespace-name/.test(rule))).toEqual([]);
  });

  test('takes levels, exemptions and options from .raibid-lint.yaml', async () => {
    write({ 'a.yaml': pod, '.raibid-lint.yaml': only('image-version: off', 'no-host-namespaces: warning') });
    const { findings } = JSON.parse((await lint('-o', 'json', '.')).stdout);
    const found = findings.map((each: { rule: string; severity: string }) => `${each.rule} ${each.severity}`);
    expect(found).toContain('no-host-namespaces warning');
    expect(found.join()).not.toContain('image-version');
    write({ '.raibid-lint.yaml': 'exempt:\n  - object: Pod w*\n    rules: [image-version]\n    reason: a test\n' });
    expect((await rulesFound('.')).join()).not.toContain('image-version');
  });

  test.each([
    ['an unknown rule', 'rules:\n  image-versions: off\n', /there is no rule "image-versions"/],
    ['an unknown key', 'ruls: {}\n', /ruls/],
    ['an exemption without a reason', 'exempt:\n  - object: Pod x\n', /reason/],
  ])('refuses a configuration with %s', async (_what, config, message) => {
    write({ 'a.yaml': pod, '.raibid-lint.yaml': config });
    const { code, stderr } = await lint('.');
    expect(code).toBe(3);
    expect(stderr).toMatch(message);
  });

  test('lets an annotation or a comment switch a rule off, and wants a reason', async () => {
    const annotated = pod.replace(
      '  name: web\nspec',
      '  name: web\n  annotations:\n    lint.raibid-ci.dev/image-version: built here\nspec',
    );
    write({
      'a.yaml': annotated.replace(
        'hostNetwork: true',
        'hostNetwork: true # raibid-lint ignore no-host-namespaces: it is the proxy',
      ),
    });
    const found = (await rulesFound('.')).join();
    expect(found).not.toMatch(/image-version|no-host-namespaces|suppression-reason/);
    expect((await lint('.')).stderr).toContain('rule image-version: suppressed with a reason');
    write({ 'a.yaml': annotated.replace('built here', '""') });
    expect(await rulesFound('.')).toContain('suppression-reason:6');
    write({ 'a.yaml': pod.replace('  hostNetwork', '  # raibid-lint ignore no-host-namespaces\n  hostNetwork') });
    expect((await rulesFound('.')).join()).toContain('suppression-reason');
  });

  test('does not judge what is not valid, and says so', async () => {
    write({ 'a.yaml': pod.replace('hostNetwork: true', 'hostNetwork: 1') });
    const { code, stderr } = await lint('.');
    expect(code).toBe(0);
    expect(stderr).toContain('not checked: a.yaml (Pod web: it is not valid: `raibid-cli validate` says why)');
  });

  test('lists its rules', async () => {
    expect((await lint('--list')).stdout).toMatch(/^image-version +reliability +error/m);
  });
});

describe('raibid-cli lint --fix', () => {
  test('corrects what is safe and keeps comments and layout', async () => {
    const before = `# The page.\nmetadata:   {name: web} # short\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: web # one\n      image: nginx:1.27.3   \n      securityContext:\n        # why not\n        allowPrivilegeEscalation: true\n      resources:\n        limits: {cpu: 0.5, memory: 1Gi}`;
    const after = `---\n# The page.\nmetadata: {name: web}  # short\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: web  # one\n      image: nginx:1.27.3\n      securityContext:\n        # why not\n        allowPrivilegeEscalation: false\n      resources:\n        limits: {cpu: 500m, memory: 1Gi}\n`;
    write({ 'a.yaml': before, '.yamllint': 'extends: default\n' });
    const { stderr } = await lint('--fix', '.');
    expect(stderr).toContain('corrected a.yaml');
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(after);
    expect((await lint('--fix', '.')).stderr).not.toContain('corrected');
  });
});

describe('the style of the YAML', () => {
  test('is held to the configuration of yamllint', async () => {
    write({
      'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n   name: a\ndata: { a: "b" }\n',
      '.yamllint': 'extends: default\nrules:\n  document-start: disable\n',
    });
    const found = (await rulesFound('.')).filter((rule) => rule.startsWith('yaml-'));
    expect(found).toEqual(['yaml-braces:5', 'yaml-braces:5']);
    write({ '.yamllint': 'extends: default\nrules:\n  indentation: {spaces: 2}\n  braces: disable\n' });
    expect((await rulesFound('.')).filter((rule) => rule.startsWith('yaml-'))).toEqual([
      'yaml-document-start:1',
      'yaml-indentation:4',
    ]);
  });

  test('refuses rules and options that are not implemented, by name', async () => {
    write({ 'a.yaml': pod, '.yamllint': 'rules:\n  quoted-strings: enable\n' });
    expect(await lint('.')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('the yamllint rule "quoted-strings" is not implemented here'),
    });
    write({ '.yamllint': 'rules:\n  braces: {max-space-inside: 1}\n' });
    expect((await lint('.')).stderr).toContain('the rule braces has no option "max-space-inside"');
  });
});
