import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../testing/temp-folder.ts';
import { openTestServer } from '../testing/test-server.ts';

/** A server with a built dashboard of one page and one script. */
async function withDashboard() {
  const folder = await tempFolder();
  const dashboard = join(folder, 'dist');
  await mkdir(join(dashboard, 'assets'), { recursive: true });
  await writeFile(join(dashboard, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(dashboard, 'favicon.svg'), '<svg/>');
  await writeFile(join(dashboard, 'assets', 'main-abc123.js'), 'export {};');
  await writeFile(join(folder, 'secret'), 'secret');
  return { server: await openTestServer({ app: { dashboard } }), folder };
}

describe('the dashboard', () => {
  it('answers each of its pages with the one file that shows them, looked up again each time', async () => {
    const { server } = await withDashboard();
    for (const url of ['/', '/runs/12', '/jobs/1-abc?attempt=2', '/index.html']) {
      const { status, text, headers } = await server.inject({ url });
      expect([status, text]).toEqual([200, '<!doctype html><title>page</title>']);
      expect(headers).toMatchObject({
        'cache-control': 'no-cache',
        'content-type': expect.stringContaining('text/html'),
      });
    }
  });

  it('lets browsers keep files whose name changes with their content', async () => {
    const { server } = await withDashboard();
    const { headers, text } = await server.inject({ url: '/assets/main-abc123.js' });
    expect(text).toBe('export {};');
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': expect.stringContaining('javascript'),
      'content-security-policy': expect.stringContaining("script-src 'self'"),
    });
    expect((await server.inject({ url: '/favicon.svg' })).headers['cache-control']).toBe('no-cache');
  });

  it('gives no page to who asks for a missing file or for the API', async () => {
    const { server } = await withDashboard();
    for (const url of ['/assets/old-000.js', '/api/v1/none', '/api', '/git/a/b']) {
      expect((await server.inject({ url })).status, url).toBe(404);
    }
  });

  it.each([
    '/../secret',
    '/%2e%2e/secret',
    '/..%2fsecret',
    '/assets/..%2f..%2fsecret',
    '/%00',
    '/assets%5c..%5csecret',
  ])('serves nothing outside its folder for %s', async (url) => {
    const { server } = await withDashboard();
    const { text, status } = await server.inject({ url });
    expect(text).not.toBe('secret');
    expect(status).toBeLessThan(500);
  });

  it('says how to build it where it is not built', async () => {
    const server = await openTestServer({ app: { dashboard: await tempFolder() } });
    const { status, text } = await server.inject({ url: '/' });
    expect(status).toBe(503);
    expect(text).toContain('npm run build:web');
  });

  it('may lie behind a link', async () => {
    const { folder } = await withDashboard();
    await symlink(join(folder, 'dist'), join(folder, 'link'));
    const server = await openTestServer({ app: { dashboard: join(folder, 'link') } });
    expect((await server.inject({ url: '/' })).status).toBe(200);
  });
});
