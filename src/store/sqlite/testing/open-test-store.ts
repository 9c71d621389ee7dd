import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestStore } from '../../conformance/test-store.ts';
import { checkSqliteStore } from '../check.ts';
import { openSqliteStore } from '../open.ts';

/** A SQLite store in a folder of its own, which `close` removes. */
export async function openTestStore(): Promise<TestStore> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-store-'));
  const file = join(folder, 'state.db');
  const test: TestStore = {
    store: await openSqliteStore({ file }),
    access: { module: new URL('../open.ts', import.meta.url).href, open: 'openSqliteStore', options: { file } },
    reopen: async () => {
      await test.store.close();
      test.store = await openSqliteStore({ file });
      return test.store;
    },
    check: async () => checkSqliteStore(file),
    close: async () => {
      await test.store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return test;
}
