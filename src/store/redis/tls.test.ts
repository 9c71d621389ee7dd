import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noon } from '../conformance/samples.ts';
import { openRedisStore } from './open.ts';
import { freePort, startTestRedis, type TestRedis } from './testing/redis-server.ts';

const run = promisify(execFile);

let folder: string;
let redis: TestRedis;
let url: string;
let ca: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raibid-tls-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, ...subject];
  await run('openssl', made);
  ca = await readFile(certificate, 'utf8');
  const port = await freePort();
  url = `rediss://127.0.0.1:${port}`;
  const files = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-auth-clients', 'no'];
  redis = await startTestRedis(['--tls-port', String(port), ...files]);
});

afterAll(async () => {
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('a store behind TLS', () => {
  it('is opened with the authority that signed its certificate, and comes back after a crash', async () => {
    const store = await openRedisStore({ url, ca });
    expect(await store.ticks.claim('a', noon)).toBe(true);
    const woken = new Promise<void>((resolve) => store.signals.subscribe('runs', resolve));
    store.signals.publish('runs');
    await woken;
    await redis.crash();
    await expect.poll(() => store.ticks.claim('a', noon).catch(() => 'away'), { timeout: 20_000 }).toBe(false);
    await store.close();
  });

  it('is refused when nobody known signed its certificate', async () => {
    await expect(openRedisStore({ url })).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('certificate'),
    });
  });
});
