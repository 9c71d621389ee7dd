/** An entry of a tar file: POSIX.1-2001 (pax), which every tar of today reads. */
export interface TarEntry {
  /** Relative, with `/` between its parts. */
  path: string;
  type: 'file' | 'folder';
  /** Bytes; 0 for folders. */
  size: number;
  /** Permissions; the owner's alone when absent. */
  mode?: number;
}

export const blockSize = 512;

/** Longest path and largest size that fit into the old header; longer ones get a pax header before it. */
const longestPath = 100;
const largestSize = 0o77777777777;
const types: Record<string, TarEntry['type']> = { '0': 'file', '\0': 'file', '5': 'folder' };

/** Where a field of the header begins, and its length in bytes (POSIX.1-1988, ustar). */
const fields = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  magic: [257, 8],
  prefix: [345, 155],
} as const;

/** The header of an entry, with one before it for what does not fit. Times and owners are left out on purpose. */
export function encodeHeader(entry: TarEntry): Buffer {
  const path = entry.type === 'folder' ? `${entry.path}/` : entry.path;
  const records: Record<string, string> = {};
  if (Buffer.byteLength(path) > longestPath) records.path = path;
  if (entry.size > largestSize) records.size = String(entry.size);
  const main = block({
    name: path,
    mode: entry.mode ?? (entry.type === 'folder' ? 0o700 : 0o600),
    size: entry.size > largestSize ? 0 : entry.size,
    type: entry.type === 'folder' ? '5' : '0',
  });
  if (Object.keys(records).length === 0) return main;
  const body = Buffer.from(Object.entries(records).map(paxRecord).join(''));
  const extended = block({ name: 'pax', mode: 0o600, size: body.length, type: 'x' });
  return Buffer.concat([extended, body, padding(body.length), main]);
}

/** Zeros up to the next whole block. */
export function padding(size: number): Buffer {
  return Buffer.alloc((blockSize - (size % blockSize)) % blockSize);
}

/**
 * What a header block says. The bodies of some tell of the entry after them: `extended`, a pax header with its records, and
 * `long-name`, GNU's way to write a long path. `global` records are for all that follows.
 */
export interface DecodedHeader {
  path: string;
  /** Bytes of the body. */
  size: number;
  type: TarEntry['type'] | 'extended' | 'long-name' | 'global' | 'other';
  /** Permissions. */
  mode: number;
  uid: number;
}

/** What its flag says of an entry. */
const typesByFlag: Record<string, DecodedHeader['type']> = { ...types, x: 'extended', L: 'long-name', g: 'global' };

/** Reads one block. Null for the zeros at the end; throws an `Error` when the block is no header. */
export function decodeHeader(bytes: Buffer): DecodedHeader | null {
  if (bytes.every((byte) => byte === 0)) return null;
  if (octal(bytes, 'checksum') !== checksumOf(bytes)) throw new Error('a header of the archive is damaged');
  const flag = text(bytes, 'type') || '\0';
  // Before POSIX other things stood in that place.
  const prefix = text(bytes, 'magic').startsWith('ustar') ? text(bytes, 'prefix') : '';
  return {
    path: `${prefix === '' ? '' : `${prefix}/`}${text(bytes, 'name')}`,
    size: octal(bytes, 'size'),
    type: typesByFlag[flag] ?? 'other',
    mode: octal(bytes, 'mode'),
    uid: octal(bytes, 'uid'),
  };
}

/** Records of a pax header: `<length> <key>=<value>\n`. */
export function decodeRecords(body: Buffer): Record<string, string> {
  const records: Record<string, string> = {};
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(0x20, at);
    const length = Number(body.subarray(at, space).toString());
    if (space < 0 || !(length > 0)) break;
    const [key = '', ...value] = body
      .subarray(space + 1, at + length - 1)
      .toString()
      .split('=');
    records[key] = value.join('=');
    at += length;
  }
  return records;
}

function block(header: { name: string; mode: number; size: number; type: string }): Buffer {
  const bytes = Buffer.alloc(blockSize);
  const put = (field: keyof typeof fields, value: string): void =>
    void bytes.write(value, fields[field][0], fields[field][1], 'utf8');
  put('name', header.name);
  put('mode', `${header.mode.toString(8).padStart(7, '0')}\0`);
  put('uid', '0000000\0');
  put('gid', '0000000\0');
  put('size', `${header.size.toString(8).padStart(11, '0')}\0`);
  put('mtime', '00000000000\0');
  put('type', header.type);
  put('magic', 'ustar\x0000');
  put('checksum', `${checksumOf(bytes).toString(8).padStart(6, '0')}\0 `);
  return bytes;
}

/** Sum of all bytes, those of the checksum itself counted as spaces. */
function checksumOf(bytes: Buffer): number {
  const [start, length] = fields.checksum;
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  const own = bytes.subarray(start, start + length).reduce((total, byte) => total + byte, 0);
  return sum - own + length * 0x20;
}

function text(bytes: Buffer, field: keyof typeof fields): string {
  const [start, length] = fields[field];
  const raw = bytes.subarray(start, start + length);
  const end = raw.indexOf(0);
  return raw.subarray(0, end < 0 ? length : end).toString('utf8');
}

/** Octal digits, or GNU's binary form for what is too large for them. */
function octal(bytes: Buffer, field: keyof typeof fields): number {
  const [start, length] = fields[field];
  if ((bytes[start] ?? 0) >= 0x80) return Number(bytes.readBigUInt64BE(start + length - 8));
  return Number.parseInt(text(bytes, field).trim() || '0', 8);
}

/** The length counts itself. */
function paxRecord([key, value]: [string, string]): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  if (String(length).length !== String(bytes).length) length = bytes + String(length).length;
  return `${length}${rest}`;
}
