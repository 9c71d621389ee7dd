import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pushEmptyImage } from '../../src/manifests/images/testing/empty-image.ts';
import { startRegistry, type TestRegistry } from '../../src/manifests/images/testing/registry.ts';
import { infra, root, run } from './support/infra.ts';

/** Values of our charts and of the upstream one, and a class of agents with an image of its own. */
const trees = ['redis', 'gitea', 'keda', 'server', 'agents'];
const ownClass = `
classes:
  rust:
    image: # another one
      repository: HOST/raibid-ci/job-rust
      tag: 0.1.0
`;

describe('raibid-cli images lock --write, on the values of charts', () => {
  let folder = '';
  let registry: TestRegistry;
  /** By `name:tag`. */
  const digests = new Map<string, string>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'raibid-images-lock-'));
    registry = await startRegistry(folder);
    for (const name of trees) await cp(join(infra, name), join(folder, 'tree', name), { recursive: true });
    await writeFile(join(folder, 'tree/agents/chart/values-rust.yaml'), ownClass.trimStart());
    await mirror();
    const names = (await readValues()).join('\n').matchAll(/repository: (?:HOST\/)?(\S+)\n +tag: (\S+)/g);
    for (const [, name = '', tag = ''] of names)
      digests.set(`${name}:${tag}`, await pushEmptyImage(registry.host, name, tag));
  });
  afterAll(async () => {
    await registry.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** The registry takes the place of all others. */
  async function mirror(): Promise<void> {
    for (const file of await valuesFiles()) {
      const text = await readFile(file, 'utf8');
      const named = text.replaceAll(/registry: ghcr.io/g, `registry: ${registry.host}`);
      await writeFile(
        file,
        named.replaceAll(/repository: (?:docker.io\/|HOST\/)?(?!kedacore)(?=\S)/g, `repository: ${registry.host}/`),
      );
    }
  }

  async function valuesFiles(): Promise<string[]> {
    const names = await readdir(join(folder, 'tree'), { recursive: true });
    return names.filter((name) => /\/values[^/]*\.yaml$/.test(name)).map((name) => join(folder, 'tree', name));
  }

  /** Their texts, without the host and digests that stand in them now. */
  async function readValues(): Promise<string[]> {
    const texts = await Promise.all((await valuesFiles()).map((file) => readFile(file, 'utf8')));
    return texts.map((text) => text.replaceAll(`${registry.host}/`, ''));
  }

  const cli = (...words: string[]) => run(join(root, 'launchers/raibid-cli'), words, join(folder, 'tree'));

  it('puts them where the charts take them from, and leaves every other line as it was', async () => {
    const before = await readValues();
    const { code, err } = await cli('images', 'lock', '--write', '.');
    expect({ code, err: err.replaceAll(/^wrote .*\n/gm, '') }).toEqual({ code: 0, err: '' });
    const after = await readValues();
    expect(after.join('').match(/sha256:[0-9a-f]{64}$/gm)).toHaveLength(digests.size);
    const plain = after.map((text) => text.replaceAll(/@?sha256:[0-9a-f]{64}/g, ''));
    const withoutDigests = (texts: string[]) => texts.map((text) => text.replaceAll(/^ +digest:.*\n/gm, ''));
    expect(withoutDigests(plain)).toEqual(withoutDigests(before));
  });

  it('so that every image runs by the digest of its own name and tag', async () => {
    const { out } = await cli('images', 'list', '--json', '.');
    const images = (JSON.parse(out) as { image: string }[]).map(({ image }) => image);
    const wanted = [...digests].map(([name, digest]) => `${registry.host}/${name}@${digest}`);
    expect(images.toSorted()).toEqual(wanted.toSorted());
  });

  it('changes nothing when it runs again, and leaves charts that validate', async () => {
    expect(await cli('images', 'lock', '--write', '.')).toMatchObject({ code: 0, err: '' });
    expect(await cli('validate', '--ignore-unknown-kinds', '.')).toMatchObject({ code: 0 });
  });
});
