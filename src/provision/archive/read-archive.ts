import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ErrorCode } from '../../shared/error-catalogue.ts';
import { RaibidError } from '../../shared/errors.ts';
import { findEntries, type PlacedEntry } from './find-entries.ts';
import { type Manifest, manifestName, manifestSchema, manifestSumName } from './manifest.ts';

/** An archive whose manifest was checked. Each file is checked when it is read. */
export interface Archive {
  manifest: Manifest;
  /** The whole file. Throws `backup_damaged` or `bundle_damaged` with its name, `not_found`. */
  bytes(name: string): Promise<Buffer>;
  /** Writes the file to a path that must not exist, and syncs it. Throws like `bytes`; then nothing is left there. */
  extract(name: string, path: string): Promise<void>;
  /** Reads every file and compares it with its checksum. Throws `backup_damaged` or `bundle_damaged` with the first that differs. */
  check(): Promise<void>;
  close(): Promise<void>;
}

const readBytes = 1024 * 1024;
const damageCodes = { backup: 'backup_damaged', bundle: 'bundle_damaged' } as const;

/** Opens an archive of this kind. Throws `backup_damaged` or `bundle_damaged` when it is none, or not a whole one. */
export async function openArchive(file: string, kind: Manifest['kind']): Promise<Archive> {
  const handle = await open(file, 'r').catch((cause: unknown) => {
    throw new RaibidError('not_found', `${file} cannot be read.`, { hint: 'Check the name of the file.', cause });
  });
  try {
    const entries = await findEntries(handle, file, damageCodes[kind]);
    const manifest = await readManifest({ handle, file, entries, code: damageCodes[kind] });
    if (manifest.kind !== kind) {
      throw new RaibidError('input_invalid', `${file} is a ${manifest.kind}, not a ${kind}.`, {
        hint: manifest.kind === 'bundle' ? 'Give it to `setup --bundle`.' : 'Give it to `restore`.',
      });
    }
    return archiveOf({ handle, file, entries, code: damageCodes[kind] }, manifest);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function archiveOf(opened: Opened, manifest: Manifest): Archive {
  const { handle, file, entries } = opened;
  const files = new Map(manifest.files.map((entry) => [entry.name, entry]));

  async function each(name: string, use: (chunk: Buffer) => Promise<void> | void): Promise<void> {
    const wanted = files.get(name);
    if (wanted === undefined) throw new RaibidError('not_found', `There is no ${name} in ${file}.`);
    const entry = entries.get(name);
    if (entry === undefined || entry.size !== wanted.size) throw damaged(opened, name);
    const sum = await readThrough(handle, entry, use);
    if (sum !== wanted.sha256) throw damaged(opened, name);
  }

  return {
    manifest,
    async bytes(name) {
      const chunks: Buffer[] = [];
      await each(name, (chunk) => void chunks.push(Buffer.from(chunk)));
      return Buffer.concat(chunks);
    },
    async extract(name, path) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeWhole(path, (target) => each(name, async (chunk) => void (await target.write(chunk))));
    },
    async check() {
      for (const { name } of manifest.files) await each(name, () => undefined);
    },
    close: () => handle.close(),
  };
}

interface Opened {
  handle: FileHandle;
  file: string;
  entries: ReadonlyMap<string, PlacedEntry>;
  /** What a fault of it is called. */
  code: ErrorCode;
}

async function readManifest(opened: Opened): Promise<Manifest> {
  const { handle, file, entries, code } = opened;
  const text = await wholeEntry(handle, entries.get(manifestName));
  const sum = await wholeEntry(handle, entries.get(manifestSumName));
  if (text === null || sum === null) {
    throw new RaibidError(code, `${file} is not complete: its end is missing.`);
  }
  const found = createHash('sha256').update(text).digest('hex');
  if (sum.toString().split(' ')[0] !== found) throw damaged(opened, manifestName);
  const parsed = manifestSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new RaibidError(code, `The manifest of ${file} does not have the expected form.`, {
    hint: 'It may come from a newer version of raibid-ci.',
    cause: parsed.error,
  });
}

async function wholeEntry(handle: FileHandle, entry: PlacedEntry | undefined): Promise<Buffer | null> {
  if (entry === undefined) return null;
  const chunks: Buffer[] = [];
  await readThrough(handle, entry, (chunk) => void chunks.push(Buffer.from(chunk)));
  return Buffer.concat(chunks);
}

/** Gives the bytes of an entry in order; answers their SHA-256. The chunk is only good until the next one. */
async function readThrough(
  handle: FileHandle,
  { start, size }: PlacedEntry,
  use: (chunk: Buffer) => Promise<void> | void,
): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(Math.min(readBytes, Math.max(1, size)));
  for (let done = 0; done < size; ) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, size - done), start + done);
    if (bytesRead === 0) break;
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    await use(chunk);
    done += bytesRead;
  }
  return hash.digest('hex');
}

async function writeWhole(path: string, fill: (target: FileHandle) => Promise<void>): Promise<void> {
  const target = await open(path, 'wx', 0o600);
  try {
    await fill(target);
    await target.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await target.close();
  }
}

function parseJson(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    return null;
  }
}

function damaged({ file, code }: Opened, name: string): RaibidError {
  return new RaibidError(code, `${name} in ${file} is damaged: its SHA-256 is not that of the manifest.`, {
    details: { file, name },
  });
}
