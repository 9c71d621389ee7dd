import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { isRaibidError, RaibidError } from '../../shared/errors.ts';
import type { SmallFile, WantedFile } from './port.ts';

// A step touches some twenty small files. Each asynchronous call is a round trip through the thread pool, which costs
// ten times what the call itself does: 4 of 10 ms a step. What may be large stays asynchronous.

/** Content that is written without a detour. */
const smallBytes = 64 * 1024;

/** Content of a file, or null when there is none. A folder or special file is refused: it could block for ever. */
export async function readLimited(path: string, maxBytes: number): Promise<Buffer | null> {
  const file = openOrNull(path);
  if (file === null) return null;
  try {
    const facts = fstatSync(file);
    if (!facts.isFile()) throw new RaibidError('input_invalid', `${path} is not a regular file.`);
    if (facts.size > maxBytes) throw tooLarge(path, maxBytes);
    // The file may grow meanwhile, and files of /proc say 0: what was read counts, not what stat said.
    const buffer = Buffer.allocUnsafe(facts.size === 0 ? Math.min(maxBytes, 65_536) + 1 : facts.size + 1);
    let length = 0;
    while (length < buffer.length) {
      const bytesRead = readSync(file, buffer, length, buffer.length - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    if (length > maxBytes) throw tooLarge(path, maxBytes);
    return buffer.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

function openOrNull(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}

/** Writes a file whole, making its folders. A full disk is said in words. */
export async function writeWhole(path: string, content: Buffer | string, mode = 0o644): Promise<void> {
  try {
    // The folder is nearly always there: it is made only when it is missed.
    await writeInFolder(path, content, mode).catch((error: unknown) => {
      if (!hasCode(error, 'ENOENT')) throw error;
      mkdirSync(dirname(path), { recursive: true });
      return writeInFolder(path, content, mode);
    });
  } catch (error) {
    throw inWords(path, error);
  }
}

async function writeInFolder(path: string, content: Buffer | string, mode: number): Promise<void> {
  if (content.length <= smallBytes) writeFileSync(path, content, { mode });
  else await writeFile(path, content, { mode });
}

/** Removes a file, or a folder with all that is in it. What is not there is fine. */
export async function removeTree(path: string): Promise<void> {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) await rm(path, { recursive: true, force: true });
  }
}

/** `writeWhole` for some small files. */
export async function writeFiles(files: readonly SmallFile[]): Promise<void> {
  for (const { path, content } of files) await writeWhole(path, content);
}

/** `readLimited`, then `removeTree`, for some files. A file that cannot be removed stays: its folder goes with the job. */
export async function takeFiles(files: readonly WantedFile[]): Promise<(Buffer | RaibidError | null)[]> {
  const taken: (Buffer | RaibidError | null)[] = [];
  for (const { path, maxBytes, next } of files) {
    taken.push(maxBytes === null ? null : await readUnlessEmpty(path, maxBytes).catch(asRaibidError));
    if (next === undefined || !moveUnused(path, next)) await removeTree(path).catch(() => undefined);
  }
  return taken;
}

/** False: the file is not as it was made, or cannot be moved. */
function moveUnused(path: string, next: string): boolean {
  try {
    const facts = lstatSync(path, { throwIfNoEntry: false });
    if (facts === undefined || !isUnused(facts)) return false;
    renameSync(path, next);
    return true;
  } catch {
    return false;
  }
}

/** Empty, with no second name, and still ours to write. */
function isUnused(facts: Stats): boolean {
  const { size, nlink, uid, mode } = facts;
  return facts.isFile() && size === 0 && nlink === 1 && uid === process.getuid?.() && (mode & 0o600) === 0o600;
}

/** Most files of a step stay empty: one look instead of opening, reading and a buffer. */
async function readUnlessEmpty(path: string, maxBytes: number): Promise<Buffer | null> {
  const facts = lstatSync(path, { throwIfNoEntry: false });
  return facts?.isFile() && facts.size === 0 ? Buffer.alloc(0) : readLimited(path, maxBytes);
}

function asRaibidError(error: unknown): RaibidError {
  if (isRaibidError(error)) return error;
  return new RaibidError('internal', error instanceof Error ? error.message : String(error), { cause: error });
}

/** First executable file of that name on a PATH; a name with a slash stands for itself. */
export async function whichProgram(program: string, path: string): Promise<string | null> {
  if (program.includes('/')) return isProgram(program) ? program : null;
  for (const folder of path.split(delimiter)) {
    if (folder === '') continue;
    const candidate = join(folder, program);
    if (isProgram(candidate)) return candidate;
  }
  return null;
}

function isProgram(path: string): boolean {
  try {
    // Most folders of a PATH do not have it, and an error costs ten times the look.
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

function tooLarge(path: string, maxBytes: number): RaibidError {
  return new RaibidError('too_large', `${path} is larger than ${maxBytes} bytes.`);
}

function inWords(path: string, error: unknown): unknown {
  if (!hasCode(error, 'ENOSPC', 'EDQUOT')) return error;
  return new RaibidError('too_large', `No space left on the disk while writing ${path}.`, {
    hint: 'Free space on the disk of the work folder, or let the job write less.',
    cause: error,
  });
}
