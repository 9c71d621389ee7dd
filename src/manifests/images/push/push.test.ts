import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLossyProxy } from '../../../../test/support/lossy-proxy.ts';
import { raibidCli } from '../../../cli/testing/capture.ts';
import { mediaTypes } from '../archive/oci.ts';
import { startRegistry, type TestRegistry } from '../testing/registry.ts';
import { writeSmallImage } from '../testing/small-image.ts';

const folder = mkdtempSync(join(tmpdir(), 'raibid-push-'));
let registry: TestRegistry;
let digest = '';

beforeAll(async () => {
  registry = await startRegistry(folder);
  const name = 'raibid-ci/agent:1.0.0';
  digest = await writeSmallImage(join(folder, 'amd64.tar'), { name, architecture: 'amd64', text: 'for x86-64' });
  await writeSmallImage(join(folder, 'arm64.tar'), { name, architecture: 'arm64', text: 'for ARM64' });
});

afterAll(async () => {
  await registry.stop();
  rmSync(folder, { recursive: true, force: true });
});

const push = (to: string, ...words: string[]) =>
  raibidCli(['images', 'push', '--registry', to, '--json', ...words], { cwd: folder });

async function manifest(path: string): Promise<{ type: string | null; body: Record<string, unknown> }> {
  const accept = `${mediaTypes.index}, ${mediaTypes.manifest}`;
  const answer = await fetch(`http://${registry.host}/v2/${path}`, { headers: { accept } });
  return { type: answer.headers.get('content-type'), body: (await answer.json()) as Record<string, unknown> };
}

describe('raibid-cli images push', () => {
  test('sends an image once; a second push finds nothing to do', async () => {
    const first = await push(registry.host, 'amd64.tar');
    const image = `${registry.host}/raibid-ci/agent:1.0.0`;
    expect(first.code).toBe(0);
    expect(JSON.parse(first.stdout)).toEqual([{ image, digest, changed: true, sent: expect.any(Number) }]);
    const again = await push(registry.host, 'amd64.tar');
    expect(JSON.parse(again.stdout)).toEqual([{ image, digest, changed: false, sent: 0 }]);
    const { type, body } = await manifest('raibid-ci/agent/manifests/1.0.0');
    expect(type).toBe(mediaTypes.manifest);
    expect(body.layers).toHaveLength(1);
  });

  test('makes one image of the archives of several platforms, under another owner', async () => {
    const { stdout } = await push(`${registry.host}/team`, 'arm64.tar', 'amd64.tar');
    expect(JSON.parse(stdout)).toHaveLength(1);
    const { type, body } = await manifest('team/agent/manifests/1.0.0');
    expect(type).toBe(mediaTypes.index);
    expect(body.manifests).toMatchObject([
      { digest, platform: { os: 'linux', architecture: 'amd64' } },
      { platform: { os: 'linux', architecture: 'arm64' } },
    ]);
  });

  test('goes on after lost connections, and sends what arrived no second time', async () => {
    const proxy = await startLossyProxy(`http://${registry.host}`);
    const fates = ['pass', 'lose', 'pass', 'pass', 'drop'] as const;
    proxy.fate = () => fates[proxy.seen.length % fates.length] ?? 'pass';
    const { code, stderr } = await push(`${new URL(proxy.url).host}/cut`, 'arm64.tar');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect((await manifest('cut/agent/manifests/1.0.0')).type).toBe(mediaTypes.manifest);
  });

  test('sends nothing of a damaged archive', async () => {
    const content = readFileSync(join(folder, 'amd64.tar'));
    const layerStart = content.lastIndexOf(Buffer.from([0x1f, 0x8b]));
    content[layerStart + 20] = (content[layerStart + 20] ?? 0) ^ 1;
    writeFileSync(join(folder, 'damaged.tar'), content);
    const { code, stderr } = await push(`${registry.host}/damaged`, 'damaged.tar');
    expect(code).toBe(2);
    expect(stderr).toContain('is damaged');
  });

  test.each([
    ['what is no archive', 'registry.yml', 2, /no tar archive/],
    ['a file that is not there', 'nothing.tar', 4, /cannot be read/],
  ])('refuses %s', async (_what, archive, code, text) => {
    const refused = await push(registry.host, archive);
    expect(refused).toMatchObject({ code, stderr: expect.stringMatching(text) });
  });

  test('speaks plain http to other machines only when told so', async () => {
    copyFileSync(join(folder, 'amd64.tar'), join(folder, 'copy.tar'));
    const { code, stderr } = await push('localhost.localdomain:1', 'copy.tar', '--username', 'ada');
    expect(code).toBe(2);
    expect(stderr).toContain('--password-stdin');
  });
});
