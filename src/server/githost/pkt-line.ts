/** The flush packet that ends a section (gitprotocol-common(5), pkt-line format). */
export const flushPacket = Buffer.from('0000');

/** Bands of side-band-64k (gitprotocol-pack(5), packfile data): pack or report, messages for people, fatal error. */
export const band = { data: 1, message: 2 } as const;

/** Largest payload of one packet: 65520 bytes with its four digits of length. */
const maxPayload = 65_516;

/** A packet with this payload. */
export function packet(payload: Buffer | string): Buffer {
  const bytes = Buffer.from(payload);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes]);
}

/** A line that git prints as `remote: <text>`. */
export function messagePacket(text: string): Buffer {
  return packet(Buffer.concat([Buffer.from([band.message]), Buffer.from(`${text}\n`).subarray(0, maxPayload - 1)]));
}

/** One packet of a stream: its bytes as they came, and its payload; null for flush and other special packets. */
export interface Packet {
  raw: Buffer;
  payload: Buffer | null;
}

/**
 * Takes the first packet off the front of `bytes`. `incomplete`: more bytes are needed. `broken`: this is not
 * pkt-line format, and nothing that follows can be read as such.
 */
export function takePacket(bytes: Buffer): Packet | 'incomplete' | 'broken' {
  if (bytes.length < 4) return 'incomplete';
  const digits = bytes.toString('latin1', 0, 4);
  if (!/^[0-9a-fA-F]{4}$/.test(digits)) return 'broken';
  const length = Number.parseInt(digits, 16);
  if (length < 4) return { raw: bytes.subarray(0, 4), payload: null };
  if (length > maxPayload + 4) return 'broken';
  if (bytes.length < length) return 'incomplete';
  return { raw: bytes.subarray(0, length), payload: bytes.subarray(4, length) };
}
