/**
 * Measures the SQLite store and the file blobs on this machine:
 * `node bench/store.ts [--json] [--history 1000000] [--queued 10000] [--folder /tmp]`.
 * The folder should be on the disk that the data folder would be on: the sync to disk is most of what is measured.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openFileBlobs } from '../src/blobs/file/open.ts';
import { sampleResult } from '../src/store/conformance/samples.ts';
import type { RepositoryRecord, Store } from '../src/store/port.ts';
import { openSqliteStore } from '../src/store/sqlite/open.ts';
import { addHistory, claimOf, queueJobs } from './store-fill.ts';

interface Figure {
  what: string;
  value: number;
  unit: string;
}

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    history: { type: 'string', default: '1000000' },
    queued: { type: 'string', default: '10000' },
    folder: { type: 'string', default: tmpdir() },
  },
});

const folder = await mkdtemp(join(options.folder, 'raibid-bench-'));
try {
  const figures = [...(await storeFigures(join(folder, 'state.db'))), ...(await logFigures(join(folder, 'blobs')))];
  if (options.json) console.log(JSON.stringify(figures));
  else console.table(figures);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function storeFigures(file: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  let store = await openSqliteStore({ file });
  const names = Array.from({ length: 10 }, (_, nth) => `bench/r${nth}`);
  const made = { defaultBranch: 'main', forge: 'builtin', createdAt: Date.now() };
  const repositories: RepositoryRecord[] = [];
  for (const fullName of names) repositories.push(await store.repositories.create({ fullName, ...made }));
  for (const agents of [1, 10, 100]) {
    figures.push(...(await pairFigures(store, repositories, agents, 0, `${agents} agents`)));
  }
  const queued = Number(options.queued);
  figures.push(...(await pairFigures(store, repositories, 100, queued, `100 agents, ${queued} queued`)));
  await store.close();
  const [first] = repositories;
  if (first !== undefined) addHistory(file, first, Number(options.history));
  store = await openSqliteStore({ file });
  const label = `100 agents, ${queued} queued, ${options.history} history`;
  figures.push(...(await pairFigures(store, repositories, 100, 0, label)));
  await store.close();
  return figures;
}

/**
 * Claims and completes as so many agents do, with `standing` jobs waiting at all times. The processor time is the steadier
 * of the two figures: the disk of a busy machine is not ours alone.
 */
async function pairFigures(
  store: Store,
  repositories: RepositoryRecord[],
  agents: number,
  standing: number,
  label: string,
): Promise<Figure[]> {
  const pairs = Math.min(5_000, agents * 500);
  await queueJobs(store, repositories, pairs + standing);
  let left = pairs;
  const work = async (nth: number): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await pair(store, nth);
    }
  };
  const [start, before] = [performance.now(), process.cpuUsage()];
  await Promise.all(Array.from({ length: agents }, (_, nth) => work(nth)));
  const seconds = (performance.now() - start) / 1000;
  const used = process.cpuUsage(before);
  const what = `claim and complete, ${label}`;
  return [
    { what, value: Math.round(pairs / seconds), unit: 'pairs/s' },
    { what, value: Math.round((used.user + used.system) / pairs), unit: 'processor µs/pair' },
  ];
}

async function pair(store: Store, nth: number): Promise<void> {
  const hashes = { lease: newHash(), job: newHash(), claim: newHash() };
  const claimed = await store.queue.claim(claimOf(nth, hashes));
  if (claimed === null) throw new Error('the queue is empty');
  const name = { jobId: claimed.spec.jobId, attempt: claimed.attempt, leaseTokenHash: hashes.lease };
  await store.leases.complete({ ...name, lineCount: 0, result: sampleResult(), at: Date.now() });
}

function newHash(): string {
  return randomBytes(32).toString('hex');
}

/** Batches of 100 lines of 100 characters, from one job and from 20 at once. */
async function logFigures(place: string): Promise<Figure[]> {
  const { logs } = await openFileBlobs(place);
  const line = { t: Date.now(), s: 0, x: 'x'.repeat(100) };
  const lines = Array.from({ length: 100 }, () => line);
  const send = async (jobId: string, batches: number): Promise<void> => {
    for (let nth = 0; nth < batches; nth += 1) await logs.append({ jobId, attempt: 1, firstLine: nth * 100, lines });
  };
  const figures: Figure[] = [];
  for (const jobs of [1, 20]) {
    const start = performance.now();
    await Promise.all(Array.from({ length: jobs }, (_, nth) => send(`${jobs}-${nth}`, 400 / Math.sqrt(jobs))));
    const seconds = (performance.now() - start) / 1000;
    const count = Math.ceil(400 / Math.sqrt(jobs)) * jobs;
    figures.push({ what: `log batches synced, ${jobs} jobs`, value: Math.round(count / seconds), unit: 'batches/s' });
    figures.push({
      what: `log lines synced, ${jobs} jobs`,
      value: Math.round((count * 100) / seconds),
      unit: 'lines/s',
    });
  }
  return figures;
}
