/** The few pieces of DER (ITU-T X.690) that an X.509 certificate is made of. Each answers one encoded element. */

const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectId: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
} as const;

export function sequence(...parts: readonly Buffer[]): Buffer {
  return element(tags.sequence, Buffer.concat(parts));
}

export function set(...parts: readonly Buffer[]): Buffer {
  return element(tags.set, Buffer.concat(parts));
}

/** A positive number from its bytes, the highest first. */
export function integer(bytes: Buffer): Buffer {
  const high = bytes[0] ?? 0;
  return element(tags.integer, high >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

export function boolean(value: boolean): Buffer {
  return element(tags.boolean, Buffer.of(value ? 0xff : 0));
}

export function bitString(bytes: Buffer, unusedBits = 0): Buffer {
  return element(tags.bitString, Buffer.concat([Buffer.of(unusedBits), bytes]));
}

export function octetString(bytes: Buffer): Buffer {
  return element(tags.octetString, bytes);
}

export function utf8(text: string): Buffer {
  return element(tags.utf8, Buffer.from(text, 'utf8'));
}

/** Seconds of a moment before 2050, which X.509 wants in this form. */
export function utcTime(moment: Date): Buffer {
  const digits = moment.toISOString().replace(/[-:T]|\.\d+/g, '');
  return element(tags.utcTime, Buffer.from(digits.slice(2), 'ascii'));
}

/** `1.2.840.10045.2.1` and the like. */
export function objectId(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return element(tags.objectId, Buffer.concat([first * 40 + second, ...rest].map(base128)));
}

/** An element inside a tag of the context, such as `[3]`. */
export function explicit(tag: number, content: Buffer): Buffer {
  return element(0xa0 | tag, content);
}

/** An element whose tag is replaced by one of the context, such as a DNS name `[2]`. */
export function implicit(tag: number, content: Buffer): Buffer {
  return element(0x80 | tag, content);
}

function element(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(tag), lengthOf(content), content]);
}

function lengthOf({ length }: Buffer): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const bytes = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  return Buffer.of(0x80 | bytes.length, ...bytes);
}

function base128(value: number): Buffer {
  const bytes = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return Buffer.from(bytes);
}
