import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { kustomizationInputs } from './kustomization-inputs.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'raibid-kustomization-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = {
  'base/kustomization.yaml': 'resources: [a.yaml]\n',
  'base/a.yaml': 'a: 1\n',
  'base/unused.yaml': 'a: 1\n',
  'part/kustomization.yml': '# A part.\n---\nkind: Component\npatches:\n  - path: change.yaml\n',
  'part/change.yaml': 'a: 2\n',
  'top/settings.env': 'A=1\n',
  'top/page.html': 'hello\n',
  'top/Kustomization': `resources: [../base]
components: [../part]
patchesStrategicMerge:
  - |
    a: 3
configMapGenerator:
  - name: settings
    envs: [settings.env]
    files: [index.html=page.html]
`,
};

async function inputsOf(top: string, more: Record<string, string> = {}): Promise<string[] | undefined> {
  for (const [name, text] of Object.entries({ ...files, ...more })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const inputs = await kustomizationInputs(join(folder, top));
  return inputs?.map((path) => relative(folder, path)).toSorted();
}

describe('the files that a kustomization is built from', () => {
  test('are those that it and its bases and components name', async () => {
    const { 'base/unused.yaml': _, ...used } = files;
    expect(await inputsOf('top')).toEqual(Object.keys(used).toSorted());
  });

  test.each([
    ['a base on the network', 'resources: [github.com/owner/name//base?ref=v1]\n'],
    ['a generator', 'generators: [base/a.yaml]\nresources: [../base]\n'],
    ['a chart', 'helmCharts:\n  - name: redis\n'],
    ['a field of a later version', 'readsMore: [a.yaml]\n'],
    ['a missing file', 'resources: [missing.yaml]\n'],
    ['two documents', 'resources: [../base]\n---\nresources: [../part]\n'],
  ])('are not known with %s', async (_what, text) => {
    expect(await inputsOf('other', { 'other/kustomization.yaml': text })).toBeUndefined();
  });

  test('are not known with a link', async () => {
    await inputsOf('top');
    symlinkSync(join(folder, 'base'), join(folder, 'link'));
    expect(await inputsOf('other', { 'other/kustomization.yaml': 'resources: [../link]\n' })).toBeUndefined();
  });
});
