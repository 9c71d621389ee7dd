import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildImages } from '../../scripts/images/build-images.ts';
import { chosenImages, images } from '../../scripts/images/catalogue.ts';
import type { FinishedImage } from '../../scripts/images/finish-image.ts';
import { imageOptions } from '../../scripts/images/options.ts';
import { configOf, unpackImage } from './support/image-archive.ts';
import { root } from './support/infra.ts';

const execute = promisify(execFile);
const minutes = 60_000;
const folder = join(root, 'images');
const definitions = await Promise.all(
  images.map(async ({ name }) => ({ name, text: await readFile(join(folder, name, 'Containerfile'), 'utf8') })),
);

describe('images/', () => {
  it('has a Containerfile for each image of the list, and no other', async () => {
    const folders = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).toSorted()).toEqual(images.map(({ name }) => name).toSorted());
  });

  it('has the images that components.yaml names, at the version of the package', async () => {
    const text = await readFile(join(root, 'infra/components.yaml'), 'utf8');
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    const named = [...text.matchAll(/^ {6}- raibid-ci\/(\S+)$/gm)].map(([, name]) => name);
    expect(named.toSorted()).toEqual(['agent', 'job', 'server'].map((name) => `${name}:${version}`));
    expect(chosenImages(['agent', 'job', 'server'])).toHaveLength(3);
  });

  it.each(definitions)('$name ends as a user that is not root, by number', ({ text }) => {
    expect([...text.matchAll(/^USER (\S+)$/gm)].at(-1)?.[1]).toMatch(/^100[01]:1000$/);
  });

  it.each(definitions)(
    '$name builds upon Debian or the job image alone, and takes nothing from the net but packages',
    ({ text }) => {
      expect([...text.matchAll(/^FROM (.*)$/gm)].map(([, from]) => from)).toEqual([
        expect.stringMatching(/^\$\{(BASE|JOB)\}$/),
      ]);
      expect(text).not.toMatch(/^ADD |https?:|curl .*\||:latest/m);
    },
  );
});

describe('an image that was built', () => {
  let work = '';
  let built: FinishedImage;
  let again: FinishedImage;
  /** Its files, unpacked. */
  let tree = '';

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'raibid-images-test-'));
    await execute('npm', ['pack', '--silent', '--pack-destination', work], { cwd: root, maxBuffer: 1e8 });
    const tarball = (await readdir(work)).find((name) => name.endsWith('.tgz')) ?? '';
    built = await buildAgent(join(work, 'one'), join(work, tarball));
    // Nothing that the first build kept helps the second one.
    process.env.XDG_CACHE_HOME = join(work, 'cache');
    again = await buildAgent(join(work, 'two'), join(work, tarball));
    tree = join(work, 'tree');
    await unpackImage(built.archive, tree);
  }, 40 * minutes);
  afterAll(() => rm(work, { recursive: true, force: true }));

  it('is the same to the byte when it is built again', async () => {
    expect(again.digest).toBe(built.digest);
    const [one, two] = await Promise.all([built, again].map(({ archive }) => sha256(archive)));
    expect(one).toBe(two);
  });

  it('is small: the agent has less than 90 MB, compressed', () => {
    console.log(`agent: ${(built.compressed / 1e6).toFixed(1)} MB compressed`);
    expect(built.compressed).toBeLessThan(90e6);
  });

  it('says by labels what it is, and which list of software belongs to it', async () => {
    const { config } = await configOf(built.archive);
    const sbom = await readFile(built.sbom, 'utf8');
    expect(config.User).toBe('1000:1000');
    expect(config.Labels).toMatchObject({
      'org.opencontainers.image.version': '0.1.0',
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'dev.raibid-ci.sbom.digest': `sha256:${await sha256(built.sbom)}`,
    });
    const { packages } = JSON.parse(sbom) as { packages: { name: string }[] };
    const names = packages.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['git', 'libc6', 'fastify', expect.stringMatching(/^node-linux-/)]));
    expect(names).not.toContain('perl');
  });

  it('holds the published package and no sources', async () => {
    const files = await readdir(join(tree, 'usr/local/lib/raibid-ci'));
    expect(files).toEqual(expect.arrayContaining(['dist', 'launchers', 'node_modules', 'package.json']));
    expect(files).not.toContain('src');
  });

  it('runs its programs as its own user', async () => {
    const inside = (...words: string[]) => execute('chroot', ['--userspec=1000:1000', tree, ...words]);
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      optionalDependencies: Record<string, string>;
    };
    const node = manifest.optionalDependencies[`node-linux-${process.arch}`];
    expect((await inside('/usr/local/bin/node', '--version')).stdout.trim()).toBe(`v${node}`);
    expect((await inside('/usr/local/bin/raibid-agent', '--help')).stdout).toContain('Usage: raibid-agent');
    expect((await inside('/usr/bin/git', '--version')).stdout).toContain('git version');
    expect((await inside('/usr/bin/test', '-e', '/usr/bin/tar')).stderr).toBe('');
  });

  it('belongs to root: the program cannot change itself', async () => {
    const { uid, mode } = await stat(join(tree, 'usr/local/lib/raibid-ci/dist/raibid-agent.js'));
    expect({ uid, mode: mode & 0o022 }).toEqual({ uid: 0, mode: 0 });
  });
});

async function buildAgent(output: string, tarball: string): Promise<FinishedImage> {
  const options = imageOptions(['--only', 'agent', '--output', output, '--package', tarball]);
  const [image] = typeof options === 'string' ? [] : await buildImages(options);
  if (!image) throw new Error('nothing was built');
  return image;
}

async function sha256(file: string): Promise<string> {
  return (await execute('sha256sum', [file])).stdout.split(' ')[0] ?? '';
}
