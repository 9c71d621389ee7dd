import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { charts, infra, objectsOf, readYaml, render, root, run, valuesFiles } from './support/infra.ts';

const componentsSchema = z.object({
  components: z.array(
    z.looseObject({
      name: z.string(),
      namespace: z.string(),
      version: z.string(),
      images: z.array(z.string()),
      secrets: z.array(z.object({ name: z.string(), keys: z.array(z.string()) })).default([]),
    }),
  ),
});
const { components } = await readYaml('components.yaml', componentsSchema);

function component(name: string) {
  const found = components.find((each) => each.name === name);
  if (!found) throw new Error(`components.yaml has no ${name}`);
  return found;
}

/** Images of every object of a text or rendering, each once. */
function imagesIn(text: string): string[] {
  const found = [...text.matchAll(/^\s*(?:- )?"?image"?: "?([^\s"]+)"?,?$/gm)].map(([, image]) => image ?? '');
  return [...new Set(found)].toSorted();
}

describe('components.yaml', () => {
  it.each(charts)('names the images that the chart of %s runs', async (chart) => {
    const objects = await render(chart);
    expect(imagesIn(JSON.stringify(objects, null, 1))).toEqual(component(chart).images.toSorted());
  });

  it('names the images of the controllers of Flux', async () => {
    const parts = ['source', 'kustomize', 'helm', 'notification'];
    const files = parts.map((part) => readFile(join(infra, `flux/flux-system/${part}-controller.yaml`), 'utf8'));
    expect(imagesIn((await Promise.all(files)).join('\n'))).toEqual(component('flux').images.toSorted());
  });

  it('pins the version of KEDA that the HelmRelease and the images have', async () => {
    const { version, images } = component('keda');
    expect(await readFile(join(infra, 'keda/flux/release.yaml'), 'utf8')).toContain(`version: ${version}\n`);
    expect(images.every((image) => image.endsWith(`:${version}`))).toBe(true);
    expect(await readFile(join(infra, 'keda/chart/upstream-values.yaml'), 'utf8')).toContain(`keda ${version}`);
  });

  it.each(valuesFiles)('leaves the labels that the upstream chart of KEDA writes itself to it: %s', async (file) => {
    const schema = z.looseObject({ additionalLabels: z.record(z.string(), z.string()).default({}) });
    const { additionalLabels } = await readYaml(join('keda/chart', file), schema);
    expect(Object.keys(additionalLabels).filter((key) => key.startsWith('app.kubernetes.io/'))).toEqual([]);
  });

  it.each(charts)('has the version of the chart of %s', async (chart) => {
    const { appVersion } = await readYaml(`${chart}/chart/Chart.yaml`, z.looseObject({ appVersion: z.string() }));
    expect(appVersion).toBe(component(chart).version);
  });

  it('names every Secret that create-secrets.sh makes, with its keys', async () => {
    const script = await readFile(join(infra, 'scripts/create-secrets.sh'), 'utf8');
    const made = [...script.matchAll(/(?:missing|certificate) (raibid-\w+) ([\w-]+)/g)].map(
      ([, space, name]) => `${space}/${name}`,
    );
    const listed = components.flatMap(({ namespace, secrets }) => secrets.map(({ name }) => `${namespace}/${name}`));
    expect(made.toSorted()).toEqual(listed.toSorted());
    const keys = components.flatMap(({ secrets }) => secrets.flatMap((secret) => secret.keys));
    for (const key of new Set(keys))
      expect(script).toContain(key.replace(/^(server|keda|monitor|backup)-password$/, '$user-password'));
  });
});

describe('what is promised to users', () => {
  const components = ['k3s', 'redis', 'gitea', 'keda', 'flux', 'server', 'agents'];
  const deployments = ['all', 'test', ...components].map((name) => `deploy-${name}`);
  const checks = ['validate', 'lint', ...components.map((name) => `validate-${name}`)];

  it.each([...deployments, ...checks])('has the task %s', async (task) => {
    const { tasks } = await readYaml('Taskfile.yml', z.looseObject({ tasks: z.record(z.string(), z.unknown()) }));
    expect(Object.keys(tasks)).toContain(task);
  });

  it.each([
    ...components.map((name) => `${name}/README.md`),
    ...['redis', 'gitea', 'keda', 'server', 'agents'].flatMap((name) =>
      ['values', 'values-dev', 'values-test'].map((values) => `${name}/chart/${values}.yaml`),
    ),
    'k3s/config.yaml',
    'k3s/install-flags.txt',
    'flux/flux-system/kustomization.yaml',
    'flux/clusters',
    'README.md',
  ])('has infra/%s', async (path) => {
    await expect(access(join(infra, path))).resolves.toBeUndefined();
  });

  it.each(components)('says of %s how to run it', async (name) => {
    const text = await readFile(join(infra, name, 'README.md'), 'utf8');
    const titles = [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
    expect(titles).toEqual(['Configure', 'Deploy', 'Verify', 'Back up', 'Restore', 'Roll back', 'Troubleshoot']);
  });

  it.each(components.filter((name) => name !== 'k3s'))('gives kubectl manifests only in infra/%s', async (name) => {
    const { out } = await run('find', [join(infra, name), '-maxdepth', '1', '-name', '*.yaml']);
    for (const file of out.trim().split('\n')) {
      expect(objectsOf(await readFile(file, 'utf8')).map((object) => object.metadata.name)).not.toEqual([]);
    }
  });

  it('reaches the tasks from the root', async () => {
    expect(await readFile(join(root, 'Taskfile.yml'), 'utf8')).toMatch(
      /^ {2}infra:\n {4}taskfile: infra\/Taskfile.yml$/m,
    );
  });
});
