import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverConfigSchema } from '../contract/config.ts';
import { makeDataFolders } from './data-folders.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raibid-data-folders-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const make = (dataDir: string) => makeDataFolders(serverConfigSchema.parse({ dataDir }));

describe('the folders that a server keeps its state in', () => {
  it('are made with all above them, closed to other users', async () => {
    const dataDir = join(folder, 'a b', 'ü');
    await make(dataDir);
    await make(dataDir);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  });

  it('are refused in words where nothing can be made', async () => {
    await expect(make('/proc/raibid/data')).rejects.toMatchObject({
      code: 'config_invalid',
      message: 'The data folder /proc/raibid/data cannot be used: nothing can be made there.',
    });
  });

  it.each([
    ['data', 'it is a file, not a folder'],
    ['data/below', 'a part of it is a file, not a folder'],
  ])('are refused in words at %s, where a file stands', async (path, reason) => {
    await writeFile(join(folder, 'data'), '');
    const dataDir = join(folder, path);
    await expect(make(dataDir)).rejects.toMatchObject({
      code: 'config_invalid',
      message: `The data folder ${dataDir} cannot be used: ${reason}.`,
    });
  });
});
