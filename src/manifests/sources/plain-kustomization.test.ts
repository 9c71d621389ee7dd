import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildPlainKustomization } from './plain-kustomization.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'raibid-plain-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web}\n';
const files = { 'a.yaml': account, 'b.yaml': account.replace('web', 'api'), 'page.html': '<p>\n' };

function build(text: string, more: Record<string, string> = {}): ReturnType<typeof buildPlainKustomization> {
  for (const [name, content] of Object.entries({ ...files, ...more, 'top/kustomization.yaml': text })) {
    const file = name.startsWith('top/') ? join(folder, name) : join(folder, 'top', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return buildPlainKustomization(join(folder, 'top'));
}

describe('a kustomization that only lists files and makes ConfigMaps', () => {
  test('is built without another program', async () => {
    const built = await build(`resources: [a.yaml, b.yaml]
configMapGenerator:
  - name: pages
    namespace: web
    files: [page.html, index=page.html]
    literals: [level=1]
    options: {labels: {app: web}}
generatorOptions: {disableNameSuffixHash: true, labels: {app: all, part-of: site}}
`);
    expect(built?.files).toEqual(['a.yaml', 'b.yaml'].map((name) => join(folder, 'top', name)));
    const metadata = { name: 'pages', namespace: 'web', labels: { app: 'web', 'part-of': 'site' } };
    const data = { 'page.html': '<p>\n', index: '<p>\n', level: '1' };
    expect(built?.made).toEqual([{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data }]);
  });

  test.each([
    ['says more than that', 'resources: [a.yaml]\nnamePrefix: x-\n', {}],
    ['puts a hash into names', 'configMapGenerator: [{name: pages, files: [page.html]}]\n', {}],
    ['has a resource twice', 'resources: [a.yaml, b.yaml]\n', { 'b.yaml': account }],
    ['has an object without a name', 'resources: [a.yaml]\n', { 'a.yaml': account.replace('{name: web}', '{}') }],
    ['has a file that is no manifest', 'resources: [page.html]\n', {}],
    ['has a broken file', 'resources: [a.yaml]\n', { 'a.yaml': 'a: [\n' }],
    ['takes a file from beside its folder', 'resources: [../a.yaml]\n', { 'top/../a.yaml': account }],
    ['takes a folder', 'resources: [base]\n', { 'base/kustomization.yaml': 'resources: []\n' }],
    ['is a component', 'kind: Component\nresources: [a.yaml]\n', {}],
  ])('is left to kustomize when it %s', async (_what, text, more) => {
    expect(await build(text, more)).toBeUndefined();
  });

  test('is left to kustomize when a link leads elsewhere', async () => {
    await build('resources: []\n');
    symlinkSync('a.yaml', join(folder, 'top/link.yaml'));
    expect(await build('resources: [link.yaml]\n')).toBeUndefined();
  });
});
