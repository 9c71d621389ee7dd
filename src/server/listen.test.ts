import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createClient } from '../client/client.ts';
import { platformRoutes } from '../contract/api/platform.ts';
import { type ServerConfigInput, serverConfigSchema } from '../contract/config.ts';
import { silentLogger } from '../shared/logger.ts';
import { type RunningServer, startServer } from './listen.ts';
import { tempFolder } from './testing/temp-folder.ts';

async function start(dataDir: string, config: Partial<ServerConfigInput> = {}): Promise<RunningServer> {
  const parsed = serverConfigSchema.parse({ dataDir, port: 0, maxAgents: 0, ...config });
  const server = await startServer(parsed, { log: silentLogger() });
  onTestFinished(() => server.close());
  return server;
}

const readToken = async (dataDir: string) => (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim();

describe('a server', () => {
  it('listens on a free port, makes the admin token and notes where it is', async () => {
    const dataDir = join(await tempFolder(), 'new', 'folder');
    const { url } = await start(dataDir);
    const client = createClient({ url, token: await readToken(dataDir) });
    expect(await client.call(platformRoutes.info)).toMatchObject({ isolation: 'none' });
    expect((await stat(join(dataDir, 'admin-token'))).mode & 0o777).toBe(0o600);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    expect(JSON.parse(await readFile(join(dataDir, 'server.json'), 'utf8'))).toEqual({ url, pid: process.pid });
  });

  it('keeps the admin token at the next start', async () => {
    const dataDir = await tempFolder();
    await (await start(dataDir)).close();
    const token = await readToken(dataDir);
    const { url } = await start(dataDir);
    expect(await readToken(dataDir)).toBe(token);
    await expect(createClient({ url, token }).call(platformRoutes.info)).resolves.toBeDefined();
  });

  it('does not answer any more after it was closed, and may be closed twice', async () => {
    const dataDir = await tempFolder();
    const server = await start(dataDir);
    await Promise.all([server.close(), server.close()]);
    const client = createClient({ url: server.url });
    await expect(client.call(platformRoutes.livez)).rejects.toMatchObject({ code: 'unreachable' });
    await expect(stat(join(dataDir, 'server.json'))).rejects.toThrow('ENOENT');
  });

  it('says when its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await expect(start(await tempFolder(), { port })).rejects.toMatchObject({ code: 'port_in_use' });
  });

  it('refuses a data folder on which another process serves', async () => {
    const dataDir = await tempFolder();
    const { url } = await start(dataDir);
    await writeFile(join(dataDir, 'server.json'), JSON.stringify({ url, pid: process.pid + 1 }));
    await expect(start(dataDir)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(url) });
  });

  it('starts over the note of a server that was killed', async () => {
    const dataDir = await tempFolder();
    await writeFile(join(dataDir, 'server.json'), JSON.stringify({ url: 'http://127.0.0.1:1', pid: 1 }));
    await expect(start(dataDir)).resolves.toBeDefined();
  });

  it('does not start when a sandbox is demanded that does not work', async () => {
    const agentCommand = ['/bin/sh', '-c', 'echo "bubblewrap is not installed" >&2; exit 13'];
    const started = start(await tempFolder(), { maxAgents: 1, isolation: 'sandbox', agentCommand });
    await expect(started).rejects.toMatchObject({
      code: 'sandbox_unavailable',
      message: expect.stringContaining('bubblewrap'),
    });
  });
});
