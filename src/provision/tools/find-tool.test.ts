import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { infraFolder } from '../infra-folder.ts';
import { findTool } from './find-tool.ts';
import { isAccepted, readTool } from './tool-table.ts';

const kubectl = readTool(infraFolder(), 'kubectl');
const cpu = arch() === 'x64' ? 'amd64' : arch();
const path = `/dl.k8s.io/release/${kubectl.version}/bin/${platform()}/${cpu}/kubectl`;
const program = '#!/bin/sh\necho fetched\n';
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raibid-tools-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A mirror that holds these files. */
async function mirrorWith(files: Record<string, string>): Promise<string> {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const body = files[request.url ?? ''];
    response.writeHead(body === undefined ? 404 : 200).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A folder for the PATH with a kubectl that says this version. */
async function installed(version: string): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'kubectl'), `#!/bin/sh\necho '{"clientVersion":{"gitVersion":"${version}"}}'\n`);
  await chmod(join(bin, 'kubectl'), 0o755);
  return bin;
}

function find(options: { mirror?: string; bin?: string }) {
  return findTool(kubectl, {
    env: { PATH: `${options.bin ?? join(folder, 'nothing')}:/usr/bin-without-kubectl` },
    cache: join(folder, 'cache'),
    bundle: null,
    mirror: options.mirror ?? 'http://127.0.0.1:1',
    signal: AbortSignal.timeout(60_000),
  });
}

const checksumOf = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('kubectl', () => {
  it('of the PATH is taken when its version fits the cluster', async () => {
    const bin = await installed('v1.37.0');
    expect(await find({ bin })).toEqual({ file: join(bin, 'kubectl'), version: 'v1.37.0' });
  });

  it('of the PATH is passed over when it is too old; another is fetched, checked and kept', async () => {
    const bin = await installed('v1.32.4');
    const mirror = await mirrorWith({ [path]: program, [`${path}.sha256`]: checksumOf(program) });
    const { file, version } = await find({ bin, mirror });
    expect(version).toBe(kubectl.version);
    expect(await readFile(file, 'utf8')).toBe(program);
    // No mirror any more: it comes from the cache.
    expect(await find({ bin })).toEqual({ file, version });
  });

  it('with another checksum is never put in place', async () => {
    const mirror = await mirrorWith({ [path]: program, [`${path}.sha256`]: checksumOf('something else') });
    await expect(find({ mirror })).rejects.toMatchObject({
      code: 'provision_failed',
      message: expect.stringContaining('SHA-256'),
    });
    expect(await readdir(join(folder, 'cache', 'tools'))).toEqual([]);
  });

  it('that can be had nowhere is told with the ways out', async () => {
    await expect(find({})).rejects.toMatchObject({ code: 'unreachable', hint: expect.stringContaining('--bundle') });
  });
});

describe('a version', () => {
  it.each([
    ['v4.3', true],
    ['v4.1.0', true],
    ['v4.0.5', false],
    ['v3.18.6', false],
    ['v5.0.0', false],
    ['none', false],
  ])('of helm, %s: %s', (version, accepted) => {
    expect(isAccepted(readTool(infraFolder(), 'helm'), version)).toBe(accepted);
  });
});
