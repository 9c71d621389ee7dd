import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { agentsSecrets } from './agents/secrets.ts';
import { chooseComponents, readComponents } from './components.ts';
import { fluxSecrets } from './flux/secrets.ts';
import { giteaSecrets } from './gitea/secrets.ts';
import { infraFolder } from './infra-folder.ts';
import { redisSecrets } from './redis/secrets.ts';
import { serverSecrets } from './server/secrets.ts';
import { loadComponent } from './setup/component-code.ts';

const entries = readComponents(infraFolder());

async function infraWith(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-infra-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'components.yaml'), text);
  return folder;
}

const row = (name: string, dependsOn: string): string =>
  `  - {name: ${name}, dependsOn: [${dependsOn}], namespace: n, deploy: chart, path: p, version: "1", images: [], health: {}}\n`;

describe('the components of infra/', () => {
  it('stand after what they depend on', () => {
    expect(entries.map(({ name }) => name)).toEqual(['k3s', 'redis', 'gitea', 'keda', 'server', 'agents', 'flux']);
  });

  it.each(entries.map(({ name }) => name))('can all be set up and taken away: %s', async (name) => {
    const [entry] = chooseComponents(entries, [name]);
    if (entry === undefined) throw new Error(name);
    const component = await loadComponent(entry);
    expect(Object.keys(component)).toEqual(expect.arrayContaining(['plan', 'apply', 'verify', 'remove']));
  });

  it('have a recipe for each Secret that they need', () => {
    const recipes = {
      redis: redisSecrets,
      gitea: giteaSecrets,
      server: serverSecrets,
      agents: agentsSecrets,
      flux: fluxSecrets,
    };
    for (const [name, made] of Object.entries(recipes)) {
      const entry = entries.find((each) => each.name === name);
      expect(made.map((recipe) => recipe.name)).toEqual(entry?.secrets.map((secret) => secret.name));
    }
  });

  it('are chosen by name, and an unknown name is told with those there are', () => {
    expect(chooseComponents(entries, ['gitea', 'redis']).map(({ name }) => name)).toEqual(['redis', 'gitea']);
    expect(chooseComponents(entries, [])).toHaveLength(entries.length);
    expect(() => chooseComponents(entries, ['reddis'])).toThrow("there is no component 'reddis'");
  });
});

describe('a components.yaml', () => {
  it('with a misspelt key is refused at its place', async () => {
    const infra = await infraWith(
      `components:\n${row('a', '')}${row('b', 'a').replace('deploy: chart', 'deploy: chrat')}`,
    );
    expect(() => readComponents(infra)).toThrow(
      expect.objectContaining({ code: 'config_invalid', at: expect.objectContaining({ line: 3 }) }),
    );
  });

  it('with a circle is refused', async () => {
    const infra = await infraWith(`components:\n${row('a', 'b')}${row('b', 'a')}`);
    expect(() => readComponents(infra)).toThrow('a, b depend on each other');
  });
});
