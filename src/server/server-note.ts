import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RaibidError } from '../shared/errors.ts';

const noteSchema = z.object({ url: z.string(), pid: z.number().int() });

/** `server.json` in the data folder: where the running server listens. The command line finds it there. */
export async function noteServer(dataDir: string, url: string): Promise<void> {
  const file = join(dataDir, 'server.json');
  await writeFile(`${file}.new`, JSON.stringify({ url, pid: process.pid }), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

export async function removeServerNote(dataDir: string): Promise<void> {
  await rm(join(dataDir, 'server.json'), { force: true });
}

/** Two servers on one data folder would both start agents: refused while the noted one answers. */
export async function refuseSecondServer(dataDir: string): Promise<void> {
  const note = await readNote(dataDir);
  if (note === null || note.pid === process.pid || !(await answers(note.url))) return;
  throw new RaibidError('conflict', `A server (process ${note.pid}) runs on ${dataDir} already, at ${note.url}.`, {
    hint: 'Use that one, stop it first, or choose another folder with --data-dir.',
  });
}

async function readNote(dataDir: string): Promise<z.infer<typeof noteSchema> | null> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(join(dataDir, 'server.json'), 'utf8')));
  } catch {
    return null;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/livez`, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}
