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
import type { RepositoryRecord } from '../src/store/port/repositories.ts';
import type { Store } from '../src/store/port.ts';
import { openSqliteStore } from '../src/store/sqlite/open.ts';
import { addHistory, claimOf, queueJobs } from './store-fill.ts';

interface Figure {
  what: string;
  value: number;
  unit: string;
}

/** Jobs claimed and completed in one round of one subject. */
const pairsARound = 2_500;
const rounds = 5;

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
  const figures = [...(await storeFigures(folder)), ...(await logFigures(join(folder, 'blobs')))];
  if (options.json) console.log(JSON.stringify(figures));
  else console.table(figures);
} finally {
  await rm(folder, { recursive: true, force: true });
}

interface Subject {
  label: string;
  store: Store;
  repositories: RepositoryRecord[];
}

async function storeFigures(place: string): Promise<Figure[]> {
  const [queued, history] = [Number(options.queued), Number(options.history)];
  const empty = await subject(join(place, 'empty.db'), 'nothing else', 0, 0);
  const figures: Figure[] = [];
  for (const agents of [1, 10]) {
    figures.push(...figuresOf(`claim and complete, ${agents} agents`, [await round(empty, agents, agents * 200)]));
  }
  const subjects = [
    empty,
    await subject(join(place, 'queued.db'), `${queued} queued`, queued, 0),
    await subject(join(place, 'history.db'), `${queued} queued, ${history} in history`, queued, history),
  ];
  figures.push(...(await sideBySide(subjects)));
  for (const { store } of subjects) await store.close();
  return figures;
}

async function subject(file: string, label: string, queued: number, history: number): Promise<Subject> {
  let store = await openSqliteStore({ file });
  const made = { defaultBranch: 'main', forge: 'builtin', createdAt: Date.now() };
  const names = Array.from({ length: 10 }, (_, nth) => `bench/r${nth}`);
  const repositories: RepositoryRecord[] = [];
  for (const fullName of names) repositories.push(await store.repositories.create({ fullName, ...made }));
  const [first] = repositories;
  if (history > 0 && first !== undefined) {
    await store.close();
    addHistory(file, first, history);
    store = await openSqliteStore({ file });
  }
  await queueJobs(store, repositories, queued);
  return { label, store, repositories };
}

/** Takes turns, so that a machine that is busy with something else is so for all of them. */
async function sideBySide(subjects: Subject[]): Promise<Figure[]> {
  const results = new Map<Subject, Round[]>(subjects.map((one) => [one, []]));
  for (let nth = 0; nth < rounds; nth += 1) {
    for (const one of subjects) results.get(one)?.push(await round(one, 100, pairsARound));
  }
  return subjects.flatMap((one) => figuresOf(`claim and complete, 100 agents, ${one.label}`, results.get(one) ?? []));
}

interface Round {
  perSecond: number;
  /** Microseconds a pair. */
  processor: number;
}

/** Claims and completes as so many agents do. */
async function round({ store, repositories }: Subject, agents: number, pairs: number): Promise<Round> {
  await queueJobs(store, repositories, pairs);
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
  return { perSecond: pairs / seconds, processor: (used.user + used.system) / pairs };
}

/** Medians. The processor time is the steadier figure: the disk of a busy machine is not ours alone. */
function figuresOf(what: string, results: Round[]): Figure[] {
  return [
    { what, value: median(results.map(({ perSecond }) => perSecond)), unit: 'pairs/s' },
    { what, value: median(results.map(({ processor }) => processor)), unit: 'processor µs/pair' },
  ];
}

function median(numbers: number[]): number {
  return Math.round(numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0);
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
