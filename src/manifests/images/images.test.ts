import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { raibidCli } from '../../cli/testing/capture.ts';
import { parseImage } from './image-reference.ts';
import { pushEmptyImage } from './testing/empty-image.ts';
import { startRegistry, type TestRegistry } from './testing/registry.ts';

const folder = mkdtempSync(join(tmpdir(), 'raibid-images-'));
let registry: TestRegistry;
let host = '';
let digest = '';

beforeAll(async () => {
  registry = await startRegistry(folder);
  host = registry.host;
  digest = await pushEmptyImage(host, 'team/web', '1.0.0');
});

afterAll(async () => {
  await registry.stop();
  rmSync(folder, { recursive: true, force: true });
});

function writePod(image: string): void {
  const text = `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: ${image} # the page\n`;
  writeFileSync(join(folder, 'pod.yaml'), text);
}

const images = (words: string[]) => raibidCli(['images', ...words, 'pod.yaml'], { cwd: folder, env: { PATH: '' } });

describe('raibid-cli images', () => {
  test('lists images with who runs them', async () => {
    writePod('nginx:1.27.3');
    const { code, stdout } = await images(['list', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      { image: 'nginx:1.27.3', uses: [{ file: 'pod.yaml', line: 8, object: 'Pod web' }] },
    ]);
  });

  test('reads the digest of a tag from its registry and writes it beside the tag, comments kept', async () => {
    writePod(`${host}/team/web:1.0.0`);
    const { code, stdout, stderr } = await images(['lock', '--write', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'wrote pod.yaml\n' });
    expect(JSON.parse(stdout)).toEqual([{ image: `${host}/team/web:1.0.0`, digest }]);
    expect(readFileSync(join(folder, 'pod.yaml'), 'utf8')).toContain(
      `image: ${host}/team/web:1.0.0@${digest} # the page\n`,
    );
    expect((await images(['lock'])).code).toBe(0);
  });

  test('writes into a file with Windows line ends and a byte order mark', async () => {
    writePod(`${host}/team/web:1.0.0`);
    const file = join(folder, 'pod.yaml');
    const windows = `\ufeff${readFileSync(file, 'utf8').replaceAll('\n', '\r\n')}`;
    writeFileSync(file, windows);
    expect((await images(['lock', '--write'])).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(windows.replace('1.0.0', `1.0.0@${digest}`));
  });

  test('reads the digest anew when the tag beside it was raised', async () => {
    const newer = await pushEmptyImage(host, 'team/web', '1.1.0');
    writePod(`${host}/team/web:1.1.0@${digest}`);
    expect((await images(['lock', '--write'])).stderr).toBe('wrote pod.yaml\n');
    expect(readFileSync(join(folder, 'pod.yaml'), 'utf8')).toContain(`web:1.1.0@${newer} # the page`);
    expect((await images(['lock', '--write'])).stderr).toBe('');
  });

  test.each([
    ['an unknown tag', () => `${host}/team/web:2.0.0`, /has no team\/web \(manifests\/2\.0\.0\)/],
    ['a registry that does not answer', () => '127.0.0.1:1/team/web:1.0.0', /cannot be reached/],
  ])('writes nothing for %s, says why, and exits 1', async (_what, image, why) => {
    writePod(image());
    const before = readFileSync(join(folder, 'pod.yaml'), 'utf8');
    const { code, stdout } = await images(['lock', '--write']);
    expect(code).toBe(1);
    expect(stdout).toMatch(why);
    expect(readFileSync(join(folder, 'pod.yaml'), 'utf8')).toBe(before);
  });

  test('says what to install when there is no scanner', async () => {
    writePod('nginx:1.27.3');
    const { code, stderr } = await images(['scan']);
    expect(code).toBe(11);
    expect(stderr).toContain('neither trivy nor grype is installed');
  });
});

describe('image names', () => {
  test.each([
    ['redis', 'docker.io', 'library/redis', 'latest'],
    ['redis:7.4', 'docker.io', 'library/redis', '7.4'],
    ['grafana/grafana:11.1.0', 'docker.io', 'grafana/grafana', '11.1.0'],
    ['localhost:5000/a/b:1', 'localhost:5000', 'a/b', '1'],
    ['ghcr.io/a/b', 'ghcr.io', 'a/b', 'latest'],
  ])('%s', (text, name, repository, tag) => {
    expect(parseImage(text)).toEqual({ text, registry: name, repository, tag });
  });

  test('nonsense is no name', () => {
    expect(parseImage('a b')).toBeUndefined();
    expect(parseImage('a@sha256:12')).toBeUndefined();
  });
});
