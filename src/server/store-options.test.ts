import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runServerProgram } from './program.ts';
import { storeOptions } from './store-options.ts';
import { tempFolder } from './testing/temp-folder.ts';

describe('the store that the flags name', () => {
  it('is SQLite when they name none', async () => {
    expect(await storeOptions({}, '/')).toBeUndefined();
  });

  it('takes password and authority from files', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'password'), 'hunter2\nof the server\n');
    await writeFile(join(folder, 'ca.pem'), 'PEM');
    const files = { 'store-password-file': 'password', 'store-ca': 'ca.pem' };
    const url = 'rediss://redis:6379';
    const named = await storeOptions({ store: url, 'store-user': 'raibid', ...files }, folder);
    expect(named).toEqual({ url, user: 'raibid', password: 'hunter2', ca: 'PEM' });
  });

  it('is taken over from servers of older versions when a flag says so', async () => {
    const url = 'redis://redis:6379';
    const named = (value: string) => storeOptions({ store: url, 'store-take-over': value }, '/');
    expect([await named('true'), await named('false')]).toEqual([
      { url, takeOver: true },
      { url, takeOver: false },
    ]);
  });

  it('is refused when a file is missing', async () => {
    const flags = { store: 'redis://redis', 'store-password-file': 'none' };
    await expect(storeOptions(flags, '/')).rejects.toMatchObject({ code: 'usage' });
  });

  it('is refused when it is no address of a Redis', async () => {
    const argv = ['--store', 'mysql://db', '--data-dir', await tempFolder()];
    const input = { argv, env: {}, cwd: '/', stdout: { write: () => {} }, signal: AbortSignal.abort() };
    const program = runServerProgram(input);
    await expect(program).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('redis://') });
  });
});
