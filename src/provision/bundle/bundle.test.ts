import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readImageArchive } from '../../manifests/images/archive/image-archive.ts';
import { pushImage } from '../../manifests/images/push/push-image.ts';
import { registrySession } from '../../manifests/images/push/registry-session.ts';
import { startRegistry } from '../../manifests/images/testing/registry.ts';
import { writeSmallImage } from '../../manifests/images/testing/small-image.ts';
import { tempFolder } from '../../server/testing/temp-folder.ts';
import { openArchive } from '../archive/read-archive.ts';
import { readComponents } from '../components.ts';
import { infraFolder } from '../infra-folder.ts';
import { type BundleOptions, createBundle } from './create-bundle.ts';
import { bundledInfra, openBundle } from './open-bundle.ts';
import { pullImage } from './pull-image.ts';

/** A registry with one image for two architectures; answers its name there. */
async function registryWithImage(folder: string): Promise<{ name: string; host: string }> {
  const registry = await startRegistry(folder);
  onTestFinished(() => registry.stop());
  const session = registrySession({ registry: registry.host, allowHttp: true });
  const images = [];
  for (const architecture of ['amd64', 'arm64']) {
    const path = join(folder, `${architecture}.tar`);
    await writeSmallImage(path, { name: 'raibid-ci/small:1', architecture, text: `for ${architecture}` });
    images.push(...(await readImageArchive(path)));
  }
  await pushImage(session, 'raibid-ci/small', '1', images);
  return { name: `${registry.host}/raibid-ci/small:1`, host: registry.host };
}

const quiet = { credentials: new Map<string, string>(), signal: new AbortController().signal };

test('an image is pulled from a real registry for the wanted architecture, with its digests as they are there', async () => {
  const folder = await tempFolder();
  const { name, host } = await registryWithImage(folder);
  for (const [architecture, platform] of [
    ['x64', 'amd64'],
    ['arm64', 'arm64'],
  ] as const) {
    const file = join(folder, 'pulled', `${platform}.tar`);
    await pullImage(name, architecture, file, quiet);
    const [pulled] = await readImageArchive(file);
    const [pushed] = await readImageArchive(join(folder, `${platform}.tar`));
    expect(pulled).toMatchObject({ name, platform: { os: 'linux', architecture: platform } });
    expect(pulled?.manifest.digest).toBe(pushed?.manifest.digest);
    expect(pulled?.blobs.map(({ digest }) => digest)).toEqual(pushed?.blobs.map(({ digest }) => digest));
  }
  const missing = pullImage(`${host}/raibid-ci/none:1`, 'x64', join(folder, 'none.tar'), quiet);
  await expect(missing).rejects.toMatchObject({ code: 'not_found' });
});

/** What a bundle is made from, with everything that would be fetched in the cache or in given folders already. */
async function sources(): Promise<BundleOptions & { folder: string }> {
  const folder = await tempFolder();
  const cache = join(folder, 'cache');
  const infra = join(folder, 'infra');
  await cp(infraFolder(), infra, { recursive: true });
  const entries = readComponents(infra);
  const put = async (path: string, content: string): Promise<void> => {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, content);
  };
  const k3s = entries.find(({ name }) => name === 'k3s')?.version ?? '';
  await put(join(cache, 'bundle', `k3s-${k3s}-arm64`, 'k3s-arm64'), 'the binary');
  await put(join(cache, 'bundle', `k3s-${k3s}-arm64`, 'k3s-airgap-images-arm64.tar.zst'), 'images of k3s');
  for (const name of ['helm-v4.3.1', 'kubectl-v1.36.4']) await put(join(cache, 'bundle', `${name}-arm64`), name);
  const keda = entries.find(({ name }) => name === 'keda')?.version ?? '';
  await put(join(folder, 'charts', `keda-${keda}.tgz`), 'the chart of KEDA');
  await mkdir(join(folder, 'images'));
  for (const [index, name] of [...new Set(entries.flatMap(({ images }) => images))].entries()) {
    const path = join(folder, 'images', `${index}.tar`);
    await writeSmallImage(path, { name: name.replace(/^docker\.io\//, ''), architecture: 'arm64', text: name });
  }
  return {
    ...quiet,
    folder,
    file: join(folder, 'spark.tar'),
    infra,
    entries,
    architecture: 'arm64',
    cache,
    mirror: 'http://127.0.0.1:1',
    charts: join(folder, 'charts'),
    images: join(folder, 'images'),
    env: { PATH: process.env.PATH },
    now: 0,
    progress: () => undefined,
  };
}

test('a bundle for another architecture holds k3s, tools, charts, all images and infra/, each file checked when taken', async () => {
  const options = await sources();
  await createBundle(options);
  const bundle = await openBundle(options.file, join(options.folder, 'unpacked'), 'arm64');
  expect(bundle.about.components).toMatchObject({ k3s: expect.stringMatching(/^v1\./), redis: expect.any(String) });
  expect(bundle.names).toEqual(
    expect.arrayContaining([
      'k3s/k3s',
      'k3s/k3s-airgap-images-arm64.tar.zst',
      'tools/helm',
      'tools/kubectl',
      'infra/components.yaml',
      'images/raibid-ci_agent_0.1.0.tar',
    ]),
  );
  const images = new Set(options.entries.flatMap((entry) => entry.images));
  expect(bundle.names.filter((name) => name.startsWith('images/'))).toHaveLength(images.size);
  expect(await readFile(await bundle.take('k3s/k3s'), 'utf8')).toBe('the binary');
  expect(readComponents(await bundledInfra(bundle))).toEqual(options.entries);
  const taken = await bundle.take('tools/helm');
  // A later run trusts nothing that lies there: it is unpacked and checked again.
  await chmod(taken, 0o700);
  await writeFile(taken, 'something else');
  const again = await openBundle(options.file, join(options.folder, 'unpacked'), 'arm64');
  expect(await readFile(await again.take('tools/helm'), 'utf8')).toBe('helm-v4.3.1');
  await Promise.all([bundle.close(), again.close()]);
});

test('a changed byte is refused with the name of its file, and so is a bundle for another machine', async () => {
  const options = await sources();
  await createBundle(options);
  await expect(openBundle(options.file, options.folder, 'x64')).rejects.toMatchObject({
    code: 'input_invalid',
    hint: expect.stringContaining('--arch x64'),
  });
  const bytes = await readFile(options.file);
  const at = bytes.indexOf('images of k3s');
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  await writeFile(options.file, bytes);
  const bundle = await openBundle(options.file, options.folder, 'arm64');
  await expect(bundle.take('k3s/k3s-airgap-images-arm64.tar.zst')).rejects.toMatchObject({
    code: 'bundle_damaged',
    message: expect.stringContaining('k3s/k3s-airgap-images-arm64.tar.zst in'),
  });
  expect(await readFile(await bundle.take('k3s/k3s'), 'utf8')).toBe('the binary');
  await bundle.close();
});

test('the same sources make the same files, whatever the time', async () => {
  const options = await sources();
  const sums = async (): Promise<string> => {
    const archive = await openArchive(options.file, 'bundle');
    await archive.close();
    return createHash('sha256').update(JSON.stringify(archive.manifest.files)).digest('hex');
  };
  await createBundle(options);
  const first = await sums();
  await createBundle({ ...options, now: 1 });
  expect(await sums()).toBe(first);
});
