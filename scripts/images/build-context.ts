import { chmod, copyFile, cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { root, runQuietly } from '../command.ts';
import { nodePackage, npmPackage } from './node-package.ts';
import type { ImagePlatform } from './platform.ts';

/** Where the package is in the images: laid out as `npm install --global` would do it. */
const home = 'usr/local/lib/raibid-ci';
/** For the image job-node: the newest npm of the major version that Node 24 comes with. */
const npm = {
  version: '11.21.2',
  integrity: 'sha512-7HPApk+AflMUavSseL1Pm6CnYqMIHk53x+KmuhqmTDqPkjPMgxIpTPcTqsE91EKNw4gFBJV9fnXiSdGm1DXq9A==',
};

const programs = ['raibid-agent', 'raibid-cli', 'raibid-server'];

export interface ContextOptions {
  /** What `npm pack` made. */
  tarball: string;
  platform: ImagePlatform;
  /** Whether an image takes npm. */
  npm: boolean;
}

/**
 * Fills a folder with what the Containerfiles copy: `package/` (the packed package), `node/` (Node.js for the platform),
 * `npm/` and `install-packages`.
 */
export async function makeContext(folder: string, options: ContextOptions): Promise<void> {
  await placePackage(join(folder, 'package'), options.tarball);
  await placeNode(join(folder, 'node'), options.platform);
  if (options.npm) await placeNpm(join(folder, 'npm'));
  await copyFile(join(root, 'images/install-packages'), join(folder, 'install-packages'));
  await chmod(join(folder, 'install-packages'), 0o755);
}

async function placePackage(top: string, tarball: string): Promise<void> {
  await mkdir(join(top, home), { recursive: true });
  await mkdir(join(top, 'usr/local/bin'));
  await runQuietly('tar', ['-xzf', tarball, '-C', join(top, home), '--strip-components=1', '--no-same-owner']);
  for (const program of programs)
    await symlink(`../lib/raibid-ci/launchers/${program}`, join(top, 'usr/local/bin', program));
}

/** Only the program and its licence: the headers and the rest of the npm package are for other uses. */
async function placeNode(top: string, platform: ImagePlatform): Promise<void> {
  const name = `node-linux-${platform.node}`;
  const from = await nodePackage(name);
  const to = join(top, home, 'node_modules', name);
  await mkdir(join(to, 'bin'), { recursive: true });
  await mkdir(join(top, 'usr/local/bin'), { recursive: true });
  for (const file of ['bin/node', 'LICENSE', 'package.json']) await cp(join(from, file), join(to, file));
  await symlink(`../lib/raibid-ci/node_modules/${name}/bin/node`, join(top, 'usr/local/bin/node'));
}

async function placeNpm(top: string): Promise<void> {
  await cp(await npmPackage('npm', npm.version, npm.integrity), join(top, 'usr/local/lib/node_modules/npm'), {
    recursive: true,
  });
  await mkdir(join(top, 'usr/local/bin'), { recursive: true });
  for (const program of ['npm', 'npx'])
    await symlink(`../lib/node_modules/npm/bin/${program}-cli.js`, join(top, 'usr/local/bin', program));
}

/** `npm pack` of the tree, into this folder; answers the tarball. It builds dist/ first. */
export async function packPackage(folder: string): Promise<string> {
  await runQuietly('npm', ['pack', '--silent', '--pack-destination', folder]);
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack made no tarball');
  return join(folder, tarball);
}
