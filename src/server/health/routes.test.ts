import { describe, expect, it } from 'vitest';
import { openTestServer } from '../testing/test-server.ts';

describe('the health of the server', () => {
  it('is well while the store answers', async () => {
    const server = await openTestServer();
    expect((await server.inject({ url: '/livez' })).status).toBe(200);
    expect((await server.inject({ url: '/readyz' })).status).toBe(200);
  });

  it('is alive but not ready once the store is closed', async () => {
    const server = await openTestServer();
    await server.deps.store.close();
    expect((await server.inject({ url: '/livez' })).status).toBe(200);
    const ready = await server.inject({ url: '/readyz' });
    expect(ready).toMatchObject({ status: 503, json: { error: { code: 'store_unavailable' } } });
  });

  it('is not ready when the store says nothing', async () => {
    const server = await openTestServer({
      change: ({ store }) => ({ store: { ...store, ping: () => new Promise<void>(() => {}) } }),
    });
    expect((await server.inject({ url: '/readyz' })).status).toBe(503);
  });

  it('is not ready while the server stops', async () => {
    const server = await openTestServer();
    server.stop.abort();
    expect((await server.inject({ url: '/readyz' })).status).toBe(503);
  });
});
