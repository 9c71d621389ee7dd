import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/command.ts';
import { mediaTypes } from '../../src/manifests/images/archive/oci.ts';
import { writeSmallImage } from '../../src/manifests/images/testing/small-image.ts';
import { type Gitea, startGitea } from '../gitea/start.ts';

const run = promisify(execFile);
let folder = '';
let gitea: Gitea;
let digest = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raibid-gitea-registry-'));
  gitea = await startGitea();
  await writeFile(join(folder, 'token'), gitea.token);
  const name = 'raibid-ci/agent:1.0.0';
  digest = await writeSmallImage(join(folder, 'amd64.tar'), { name, architecture: 'amd64', text: 'for x86-64' });
  await writeSmallImage(join(folder, 'arm64.tar'), { name, architecture: 'arm64', text: 'for ARM64' });
});
afterAll(async () => {
  await gitea.remove();
  await rm(folder, { recursive: true, force: true });
});

async function push(login: string[], ...archives: string[]): Promise<Record<string, unknown>[]> {
  const registry = `${new URL(gitea.url).host}/${gitea.admin.name}`;
  const words = ['images', 'push', '--json', '--registry', registry, ...login, ...archives];
  const { stdout } = await run(process.execPath, [join(root, 'src/bin/raibid-cli.ts'), ...words], { cwd: folder });
  return JSON.parse(stdout) as Record<string, unknown>[];
}

const token = () => ['--username', gitea.admin.name, '--password-file', 'token'];

describe("Gitea's registry", () => {
  it('takes an image by an access token, and gives it back under its digest', async () => {
    expect(await push(token(), 'amd64.tar')).toMatchObject([{ digest, changed: true }]);
    expect(await push(token(), 'amd64.tar')).toMatchObject([{ digest, changed: false, sent: 0 }]);
    const basic = Buffer.from(`${gitea.admin.name}:${gitea.token}`).toString('base64');
    const answer = await fetch(`${gitea.url}/v2/${gitea.admin.name}/agent/manifests/1.0.0`, {
      headers: { authorization: `Basic ${basic}`, accept: mediaTypes.manifest },
    });
    expect(answer.headers.get('docker-content-digest')).toBe(digest);
  });

  it('takes one image for two platforms', async () => {
    const [pushed] = await push(token(), 'amd64.tar', 'arm64.tar');
    expect(pushed).toMatchObject({ changed: true });
    const packages = await fetch(`${gitea.url}/api/v1/packages/${gitea.admin.name}?type=container`, {
      headers: { authorization: `token ${gitea.token}` },
    });
    const versions = ((await packages.json()) as { version: string }[]).map(({ version }) => version);
    expect(versions).toContain('1.0.0');
  });

  it('says why it takes nothing without a login, and with a wrong one', async () => {
    await expect(push([], 'amd64.tar')).rejects.toThrow('wants a login');
    await writeFile(join(folder, 'wrong'), 'not-the-password');
    const wrong = ['--username', gitea.admin.name, '--password-file', 'wrong'];
    await expect(push(wrong, 'amd64.tar')).rejects.toThrow('refuses this login');
  });
});
