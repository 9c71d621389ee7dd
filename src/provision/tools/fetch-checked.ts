import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import { messageOf } from '../failure.ts';

export interface FetchOptions {
  /** Asked in place of the makers' own hosts, as `<mirror>/<host>/<path>`; null: the makers themselves. */
  mirror: string | null;
  signal: AbortSignal;
}

/**
 * Downloads a file whose SHA-256 stands in another file (alone, or before the name as `sha256sum` writes it), and puts it
 * in place only when both agree. Throws `unreachable`, or `provision_failed` when they do not agree.
 */
export async function fetchChecked(url: string, checksumUrl: string, target: string, options: FetchOptions) {
  const expected = checksumFor((await fetchBytes(checksumUrl, options)).toString('utf8'), url);
  const bytes = await fetchBytes(url, options);
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== expected)
    throw new RaibidError('provision_failed', `${url} has the SHA-256 ${actual}, but ${checksumUrl} says ${expected}`, {
      hint: 'Do not use it: ask whoever runs the mirror or the network.',
    });
  await mkdir(dirname(target), { recursive: true });
  const unfinished = `${target}.${process.pid}.tmp`;
  try {
    await writeFile(unfinished, bytes, { flush: true });
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function fetchBytes(url: string, { mirror, signal }: FetchOptions): Promise<Buffer> {
  const { host, pathname } = new URL(url);
  const asked = mirror === null ? url : `${mirror.replace(/\/$/, '')}/${host}${pathname}`;
  try {
    const answer = await fetch(asked, { signal });
    if (!answer.ok) throw new Error(`HTTP status ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  } catch (error) {
    signal.throwIfAborted();
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new RaibidError('unreachable', `${asked} cannot be fetched: ${messageOf(cause)}`, {
      hint: 'Without internet take a bundle (--bundle), a mirror (--mirror), or put the program on the PATH.',
      cause: error,
    });
  }
}

function checksumFor(text: string, url: string): string {
  const name = url.slice(url.lastIndexOf('/') + 1);
  const lines = text.trim().split('\n');
  const line = lines.length === 1 ? lines[0] : lines.find((each) => each.endsWith(name));
  const checksum = /^[0-9a-f]{64}\b/.exec(line ?? '')?.[0];
  if (checksum === undefined) throw new RaibidError('provision_failed', `no SHA-256 is published for ${url}`);
  return checksum;
}
