import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import type { JsonObject } from '../../shared/json.ts';
import type { Profile } from '../../shared/setup-choices.ts';
import { readComponents } from '../components.ts';
import { infraFolder } from '../infra-folder.ts';
import { clusterFolder, writeSeedTree } from './seed-tree.ts';

const infra = infraFolder();
const entries = readComponents(infra);

async function seeded(profile: Profile, values: Record<string, JsonObject>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-seed-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeSeedTree({ infra, entries, profile, valuesOf: (name) => values[name] ?? {} }, folder);
  return join(folder, 'infra');
}

describe('what the infra repository begins with', () => {
  it('is infra/ as it stands where nothing was set', async () => {
    const tree = await seeded('default', {});
    for (const file of ['components.yaml', 'gitea/chart/values.yaml', 'gitea/chart/templates/deployment.yaml'])
      expect(await readFile(join(tree, file), 'utf8')).toBe(await readFile(join(infra, file), 'utf8'));
  });

  it("has the user's values where Flux reads them, beside the comments that were there", async () => {
    const tree = await seeded('default', { gitea: { host: 'git.example.lan', config: { mailer: { ENABLED: true } } } });
    const text = await readFile(join(tree, 'gitea/chart/values.yaml'), 'utf8');
    expect(parse(text)).toMatchObject({ host: 'git.example.lan', config: { mailer: { ENABLED: true } } });
    expect(text).toContain('# Name by which people, git and container runtimes reach Gitea');
    expect(await readFile(join(tree, 'redis/chart/values.yaml'), 'utf8')).not.toContain('git.example.lan');
  });

  it('has the values of a profile that has no cluster folder', async () => {
    const tree = await seeded('test', { redis: { maxMemory: '80mb' } });
    const values = parse(await readFile(join(tree, 'redis/chart/values.yaml'), 'utf8'));
    expect(values).toMatchObject({ maxMemory: '80mb', storage: { size: '256Mi' } });
    expect(clusterFolder({ infra, profile: 'test' })).toBe(join(infra, 'flux/clusters/spark'));
    expect(clusterFolder({ infra, profile: 'dev' })).toBe(join(infra, 'flux/clusters/small'));
  });
});
