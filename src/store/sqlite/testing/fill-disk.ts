/**
 * Fills the disk of a store from a process that is killed while it is full, makes room again, and prints what was refused how and
 * whether everything that was acknowledged is there. With `write` as its second argument it is that process.
 */
import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isRaibidError } from '../../../shared/errors.ts';
import { noon, sampleRun } from '../../conformance/samples.ts';
import type { Store } from '../../port.ts';
import { checkSqliteStore } from '../check.ts';
import { openSqliteStore } from '../open.ts';

const [folder = '', role] = process.argv.slice(2);
const file = join(folder, 'state.db');
const filler = join(folder, 'filler');
const codeOf = (error: unknown): string => (isRaibidError(error) ? error.code : String(error));

await (role === 'write' ? writeForEver(await openSqliteStore({ file })) : fillAndKill());

async function addRun(store: Store, key: string): Promise<string> {
  const [repository] = await store.repositories.list();
  if (repository === undefined) throw new Error('expected a repository');
  const runs = [{ state: sampleRun(repository) }];
  return (await store.deliveries.create({ key, at: noon, change: null, runs })).runIds[0] ?? '';
}

/** Prints each acknowledged run, and each refusal after which it can still read. */
async function writeForEver(store: Store): Promise<never> {
  for (let nth = 0; ; nth += 1) {
    const said = await addRun(store, `push ${nth}`).then(
      (id) => `run ${id}`,
      (error: unknown) => `refused ${codeOf(error)}`,
    );
    const readable = (await store.runs.list({ limit: 1 })).length === 1;
    console.log(said + (readable ? '' : ' unreadable'));
  }
}

async function fillAndKill(): Promise<void> {
  await writeFile(filler, Buffer.alloc(6 * 1024 * 1024));
  const first = await openSqliteStore({ file });
  await first.repositories.create({ fullName: 'local/demo', defaultBranch: 'main', forge: 'builtin', createdAt: noon });
  await first.close();
  const { runs, refusals } = await writeUntilFull();
  const whileFull = await openSqliteStore({ file }).then((store) => store.close().then(() => 'opened'), codeOf);
  await rm(filler);
  const store = await openSqliteStore({ file });
  const kept = await Promise.all(runs.map((id) => store.runs.get(id)));
  await addRun(store, 'push afterwards');
  await store.close();
  const lost = kept.filter((run) => run === null).length;
  const answer = { some: runs.length > 0, refusals, whileFull, lost, contradictions: checkSqliteStore(file) };
  console.log(JSON.stringify(answer));
}

/** Kills the writer after it was refused some times. */
async function writeUntilFull(): Promise<{ runs: string[]; refusals: string[] }> {
  const child = spawn(process.execPath, [import.meta.filename, folder, 'write'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const runs: string[] = [];
  const refusals = new Set<string>();
  let refused = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('run ')) runs.push(line.slice('run '.length));
    else refusals.add(line);
    refused += line.startsWith('run ') ? 0 : 1;
    if (refused === 5) child.kill('SIGKILL');
  }
  return { runs, refusals: [...refusals] };
}
