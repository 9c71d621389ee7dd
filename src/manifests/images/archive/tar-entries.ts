import { RaibidError } from '../../../shared/errors.ts';
import type { ByteSource } from './byte-source.ts';

/** One member of a tar archive, while the reader stands before its content. */
export interface TarEntry {
  /** Without `./` in front and `/` at the end. */
  path: string;
  type: 'file' | 'directory' | 'other';
  /** Permission bits. */
  mode: number;
  uid: number;
  /** Bytes of its content. */
  size: number;
  /** Where the content starts in the archive. */
  offset: number;
  /** Reads the content. Only once, and before the next entry is asked for. */
  content(): Promise<Buffer>;
}

const block = 512;
/** Longest name that is believed. */
const maxName = 64 * 1024;
const types: Record<string, TarEntry['type']> = { '0': 'file', '\0': 'file', '5': 'directory' };

/**
 * The members of a tar archive (POSIX ustar and pax, and GNU's long names). Throws `input_invalid` for what is none.
 */
export async function* tarEntries(source: ByteSource): AsyncGenerator<TarEntry> {
  let names: { path?: string; size?: number } = {};
  for (;;) {
    const header = await source.read(block);
    if (header.length === 0 || header.every((byte) => byte === 0)) return;
    checkHeader(header);
    const kind = header.toString('latin1', 156, 157);
    const size = names.size ?? number(header, 124, 12);
    const after = source.position + Math.ceil(size / block) * block;
    if (kind === 'L' || kind === 'x') {
      const text = (await source.read(Math.min(size, maxName))).toString('utf8');
      names = kind === 'L' ? { path: text.replace(/\0.*$/s, '') } : paxValues(text);
    } else if (kind !== 'g') {
      const path = names.path ?? headerPath(header);
      names = {};
      yield {
        path: path.replace(/^\.?\/+/, '').replace(/\/+$/, ''),
        type: types[kind] ?? 'other',
        mode: number(header, 100, 8),
        uid: number(header, 108, 8),
        size,
        offset: source.position,
        content: () => source.read(size),
      };
    }
    await source.skip(after - source.position);
  }
}

/** The sum of a header's bytes is written in it, counted with blanks in its own place. */
function checkHeader(header: Buffer): void {
  let sum = 0;
  for (const [index, byte] of header.entries()) sum += index >= 148 && index < 156 ? 0x20 : byte;
  if (header.length === block && sum === number(header, 148, 8)) return;
  throw new RaibidError('input_invalid', 'The file is no tar archive, or was cut off.');
}

function headerPath(header: Buffer): string {
  const prefix = header.toString('latin1', 257, 262) === 'ustar' ? text(header, 345, 155) : '';
  const name = text(header, 0, 100);
  return prefix === '' ? name : `${prefix}/${name}`;
}

function text(header: Buffer, start: number, length: number): string {
  return header
    .subarray(start, start + length)
    .toString('utf8')
    .replace(/\0.*$/s, '');
}

/** Octal digits, or GNU's binary form for what is too large for them. */
function number(header: Buffer, start: number, length: number): number {
  if ((header[start] ?? 0) < 0x80) return Number.parseInt(text(header, start, length).trim() || '0', 8);
  return Number(header.readBigUInt64BE(start + length - 8));
}

/** Lines of the form `<length> <key>=<value>`. */
function paxValues(content: string): { path?: string; size?: number } {
  const path = /(?:^|\n)\d+ path=(.*)\n/.exec(content)?.[1];
  const size = /(?:^|\n)\d+ size=(\d+)\n/.exec(content)?.[1];
  return { ...(path !== undefined && { path }), ...(size !== undefined && { size: Number(size) }) };
}
