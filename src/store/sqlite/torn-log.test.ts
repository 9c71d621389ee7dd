import { copyFileSync, statSync, truncateSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sampleResult } from '../conformance/samples.ts';
import { scenes } from '../conformance/scene.ts';
import { checkSqliteStore } from './check.ts';
import { openSqliteStore } from './open.ts';
import { openTestStore } from './testing/open-test-store.ts';
import { temporaryFile } from './testing/temporary-file.ts';

const scene = scenes(openTestStore);

/** Power loss in the middle of a write: the log ends anywhere, also inside a page. */
it('a write-ahead log that was torn by power loss gives whole operations only, and a store that works', async () => {
  const { test, store, repository, jobs, hold } = await scene();
  const demo = await repository();
  for (let nth = 0; nth < 10; nth += 1) {
    await jobs(demo, ['a', 'b']);
    const held = await hold();
    if (nth % 2 === 0) await store.leases.complete({ ...held, lineCount: 0, result: sampleResult(), at: 1 });
  }
  const source = test.access.options.file ?? '';
  const size = statSync(`${source}-wal`).size;
  const seen = new Set<number>();
  for (let cut = 0; cut <= 40; cut += 1) {
    const file = temporaryFile();
    for (const suffix of ['', '-wal']) copyFileSync(source + suffix, file + suffix);
    truncateSync(`${file}-wal`, Math.floor((size * cut) / 40));
    const torn = await openSqliteStore({ file });
    expect(checkSqliteStore(file)).toEqual([]);
    seen.add((await torn.runs.list({ limit: 100 })).length);
    await torn.repositories.create({ fullName: 'local/after', defaultBranch: 'main', forge: 'builtin', createdAt: 1 });
    await torn.close();
  }
  expect(seen.size).toBeGreaterThan(5);
});
