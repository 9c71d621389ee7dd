import { constants } from 'node:fs';
import { access, mkdir, open, rm, stat, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';

/** Content of a file, or null when there is none. A folder or special file is refused: it could block for ever. */
export async function readLimited(path: string, maxBytes: number): Promise<Buffer | null> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(ignoreMissing);
  if (file === null) return null;
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw new RaibidError('input_invalid', `${path} is not a regular file.`);
    if (facts.size > maxBytes) throw tooLarge(path, maxBytes);
    // The file may grow meanwhile, and files of /proc say 0: what was read counts, not what stat said.
    const buffer = Buffer.allocUnsafe(facts.size === 0 ? Math.min(maxBytes, 65_536) + 1 : facts.size + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    if (length > maxBytes) throw tooLarge(path, maxBytes);
    return buffer.subarray(0, length);
  } finally {
    await file.close();
  }
}

/** Writes a file whole, making its folders. A full disk is said in words. */
export async function writeWhole(path: string, content: Buffer | string, mode = 0o644): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { mode });
  } catch (error) {
    throw inWords(path, error);
  }
}

export async function removeTree(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

/** First executable file of that name on a PATH; a name with a slash stands for itself. */
export async function whichProgram(program: string, path: string): Promise<string | null> {
  if (program.includes('/')) return (await isProgram(program)) ? program : null;
  for (const folder of path.split(delimiter)) {
    if (folder === '') continue;
    const candidate = join(folder, program);
    if (await isProgram(candidate)) return candidate;
  }
  return null;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}

function tooLarge(path: string, maxBytes: number): RaibidError {
  return new RaibidError('too_large', `${path} is larger than ${maxBytes} bytes.`);
}

function inWords(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new RaibidError('too_large', `No space left on the disk while writing ${path}.`, {
    hint: 'Free space on the disk of the work folder, or let the job write less.',
    cause: error,
  });
}
