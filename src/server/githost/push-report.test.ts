import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { band, flushPacket, messagePacket, packet } from './pkt-line.ts';
import { holdReport, type PushReport } from './push-report.ts';

const status = Buffer.concat([
  packet('unpack ok\n'),
  packet('ok refs/heads/main\n'),
  packet('ng refs/heads/x no\n'),
  flushPacket,
]);
const onBand = (bytes: Buffer) => packet(Buffer.concat([Buffer.from([band.data]), bytes]));
const withBands = Buffer.concat([messagePacket('Resolving deltas'), onBand(status), flushPacket]);

function hold() {
  const source = new PassThrough();
  const reports: PushReport[] = [];
  const { promise: stored, resolve: finish } = Promise.withResolvers<string[]>();
  const target = source.pipe(
    holdReport((report) => {
      reports.push(report);
      return stored;
    }),
  );
  return { source, target, reports, finish };
}

describe('the answer to a push', () => {
  it('passes progress on at once and holds the report back until the runs are stored', async () => {
    const { source, target, reports, finish } = hold();
    source.end(withBands);
    const [first] = await once(target);
    expect(first).toEqual(messagePacket('Resolving deltas'));
    await expect.poll(() => reports.length).toBe(1);
    expect(target.readableLength).toBe(0);
    finish(['run 7: http://x/runs/7']);
    const rest = await buffer(target);
    expect(rest).toEqual(Buffer.concat([messagePacket('run 7: http://x/runs/7'), onBand(status), flushPacket]));
  });

  it('says which refs git moved', async () => {
    const { source, target, reports, finish } = hold();
    finish([]);
    for (const byte of withBands) source.write(Buffer.from([byte]));
    source.end();
    expect(await buffer(target)).toEqual(withBands);
    expect(reports).toEqual([{ accepted: new Set(['refs/heads/main']) }]);
  });

  it('is held back as a whole, and gets no messages, for a client without side bands', async () => {
    const { source, target, reports, finish } = hold();
    source.end(status);
    await expect.poll(() => reports.length).toBe(1);
    expect(target.readableLength).toBe(0);
    finish(['run 7']);
    expect(await buffer(target)).toEqual(status);
    expect(reports).toEqual([{ accepted: new Set(['refs/heads/main']) }]);
  });

  it('lets keep-alive packets through, so that a long unpacking is no silence', async () => {
    const { source, target } = hold();
    source.write('0005\x01');
    const [first] = await once(target);
    expect(first).toEqual(Buffer.from('0005\x01'));
  });

  it('passes on what is no pkt-line as it is', async () => {
    const { source, target, finish } = hold();
    finish([]);
    source.end('something else entirely');
    expect((await buffer(target)).toString()).toBe('something else entirely');
  });

  it('fails when the runs cannot be stored, and the report never leaves', async () => {
    const source = new PassThrough();
    const target = source.pipe(holdReport(() => Promise.reject(new Error('the store is gone'))));
    source.end(withBands);
    await expect(buffer(target)).rejects.toThrow('the store is gone');
  });
});

/** The next chunk of a stream. */
async function once(stream: NodeJS.ReadableStream): Promise<unknown[]> {
  return new Promise((resolve) => stream.once('data', (chunk) => resolve([stream.pause() && chunk])));
}
