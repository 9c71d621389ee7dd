import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createClient } from '../client/client.ts';
import { forgeRoutes } from '../contract/api/forges.ts';
import { platformRoutes } from '../contract/api/platform.ts';
import { freePort, startTestRedis } from '../store/redis/testing/redis-server.ts';
import { runServerProgram } from './program.ts';
import { tempFolder } from './testing/temp-folder.ts';

const admin = 'the-admin-token-of-a-Secret';

/** A key of a Secret as it lies in a pod: to be read by its group, and replaced as a whole. */
async function mount(folder: string, name: string, text: string): Promise<void> {
  await rm(join(folder, name), { force: true });
  await writeFile(join(folder, name), text, { mode: 0o440 });
}

/** The settings that the chart of the server makes, with files in a folder of the test. */
async function chartSettings(): Promise<{ env: Record<string, string>; folder: string; url: string }> {
  const folder = await tempFolder();
  const redis = await startTestRedis();
  onTestFinished(() => redis.stop());
  await redis.admin('ACL', 'SETUSER', 'server', 'on', '>hunter2', '~*', '&*', '+@all');
  const files = { redis: 'hunter2', admin, sealing: 'ab'.repeat(32), token: 'of-gitea', webhook: 'k'.repeat(43) };
  const path = (name: keyof typeof files) => join(folder, name);
  for (const [name, text] of Object.entries(files)) {
    await mount(folder, name, text);
  }
  const port = await freePort();
  const env = {
    RAIBID_HOST: '127.0.0.1',
    RAIBID_PORT: String(port),
    RAIBID_BASE_URL: 'https://ci.raibid.local',
    RAIBID_DATA_DIR: join(folder, 'own'),
    RAIBID_SHARED_DIR: join(folder, 'shared'),
    RAIBID_LOG_LEVEL: 'fatal',
    RAIBID_MAX_AGENTS: '0',
    RAIBID_STORE: 'redis',
    RAIBID_STORE_TAKE_OVER: 'true',
    RAIBID_REDIS_ADDRESS: `127.0.0.1:${redis.port}`,
    RAIBID_REDIS_USER: 'server',
    RAIBID_REDIS_PASSWORD_FILE: path('redis'),
    RAIBID_GITEA_URL: 'http://127.0.0.1:1',
    RAIBID_GITEA_TOKEN_FILE: path('token'),
    RAIBID_GITEA_WEBHOOK_SECRET_FILE: path('webhook'),
    RAIBID_ADMIN_TOKEN_FILE: path('admin'),
    RAIBID_SEALING_KEY_FILE: path('sealing'),
  };
  return { env, folder, url: `http://127.0.0.1:${port}` };
}

/** Runs the program until `stop`, once it is ready. */
async function serve(env: Record<string, string>, url: string): Promise<{ stop(): Promise<number> }> {
  const end = new AbortController();
  const input = { argv: [], env, cwd: '/', stdout: { write: () => {} }, signal: end.signal };
  const program = runServerProgram(input);
  const stop = async (): Promise<number> => {
    end.abort();
    return program;
  };
  onTestFinished(async () => void (await stop().catch(() => 'refused')));
  await Promise.race([program, expect.poll(() => ready(url), { timeout: 20_000 }).toBe(true)]);
  return { stop };
}

const ready = (url: string) =>
  fetch(`${url}/readyz`)
    .then(({ ok }) => ok)
    .catch(() => false);

describe('the settings of the chart', () => {
  it('start a server on Redis that lets the token of the Secret in and knows Gitea', async () => {
    const { env, url } = await chartSettings();
    const { stop } = await serve(env, url);
    const client = createClient({ url, token: admin });
    expect(await client.call(platformRoutes.info)).toMatchObject({ isolation: 'none' });
    const { forges } = await client.call(forgeRoutes.list);
    expect(forges).toMatchObject([{ name: 'gitea', kind: 'gitea', url: 'http://127.0.0.1:1' }]);
    expect(await stop()).toBe(0);
  });

  it('may change: the next start takes the new tokens, and the old admin token ends', async () => {
    const { env, folder, url } = await chartSettings();
    await (await serve(env, url)).stop();
    await mount(folder, 'admin', 'the-next-one-as-long-as-needed');
    await mount(folder, 'token', 'another-of-gitea');
    await serve(env, url);
    await expect(createClient({ url, token: admin }).call(forgeRoutes.list)).rejects.toMatchObject({
      code: 'unauthorized',
    });
    const { forges } = await createClient({ url, token: 'the-next-one-as-long-as-needed' }).call(forgeRoutes.list);
    expect(forges).toHaveLength(1);
  });

  it('are refused when Gitea has moved: its repositories would be read from another place', async () => {
    const { env, url } = await chartSettings();
    await (await serve(env, url)).stop();
    await expect(serve({ ...env, RAIBID_GITEA_URL: 'http://127.0.0.1:2' }, url)).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it.each([
    ['a Redis without an address', { RAIBID_REDIS_ADDRESS: '' }, 'usage'],
    ['a switch that is neither on nor off', { RAIBID_STORE_TAKE_OVER: 'yes' }, 'usage'],
    ['a Gitea without a token', { RAIBID_GITEA_TOKEN_FILE: '' }, 'usage'],
    ['a file that is not there', { RAIBID_REDIS_PASSWORD_FILE: '/nowhere' }, 'usage'],
    ['an admin token that can be guessed', { RAIBID_ADMIN_TOKEN_FILE: '/dev/null' }, 'config_invalid'],
  ])('are refused with %s', async (_what, change, code) => {
    const { env, url } = await chartSettings();
    await expect(serve({ ...env, ...change }, url)).rejects.toMatchObject({ code });
  });
});
