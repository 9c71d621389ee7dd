import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flushPacket, messagePacket, packet, takePacket } from './pkt-line.ts';

describe('pkt-line', () => {
  it('takes packets off the front of a stream, whole or not at all', () => {
    const bytes = Buffer.concat([packet('hello\n'), flushPacket]);
    expect(takePacket(bytes.subarray(0, 3))).toBe('incomplete');
    expect(takePacket(bytes.subarray(0, 9))).toBe('incomplete');
    expect(takePacket(bytes)).toMatchObject({ payload: Buffer.from('hello\n') });
    expect(takePacket(flushPacket)).toMatchObject({ payload: null });
  });

  it('calls bytes broken that cannot be a packet', () => {
    expect(takePacket(Buffer.from('zzzz'))).toBe('broken');
    expect(takePacket(Buffer.from('ffff too long'))).toBe('broken');
  });

  it('gives back any payload it packed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 65_516 }), (payload) => {
        expect(takePacket(packet(Buffer.from(payload)))).toMatchObject({ payload: Buffer.from(payload) });
      }),
    );
  });

  it('cuts a message to what one packet holds', () => {
    expect(takePacket(messagePacket('x'.repeat(100_000)))).toMatchObject({ raw: { length: 65_520 } });
  });
});
