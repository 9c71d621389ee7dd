import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { flushPacket, packet } from './pkt-line.ts';
import { tapCommands } from './push-commands.ts';

const [none, one, two] = ['0'.repeat(40), '1'.repeat(40), '2'.repeat(40)];
const request = Buffer.concat([
  packet(`${none} ${one} refs/heads/main\0report-status side-band-64k`),
  packet(`${one} ${two} refs/heads/näxt`),
  flushPacket,
  Buffer.from('PACK and then bytes'),
]);

async function run(chunks: Buffer[]) {
  const tap = tapCommands();
  const passed = await buffer(Readable.from(chunks).pipe(tap.stream));
  return { passed, commands: tap.commands() };
}

describe('the commands of a push', () => {
  it('are read on the way to git, which gets every byte unchanged', async () => {
    const { passed, commands } = await run([request]);
    expect(passed).toEqual(request);
    expect(commands).toEqual([
      { ref: 'refs/heads/main', before: none, after: one },
      { ref: 'refs/heads/näxt', before: one, after: two },
    ]);
  });

  it('are the same however the bytes arrive', async () => {
    const bytes = [...request].map((byte) => Buffer.from([byte]));
    expect((await run(bytes)).commands).toEqual((await run([request])).commands);
  });

  it('are unknown when the request is cut off or is no git request', async () => {
    expect((await run([request.subarray(0, 60)])).commands).toBeNull();
    expect((await run([Buffer.from('GET / HTTP/1.0')])).commands).toBeNull();
  });

  it('are unknown when the list is longer than is kept', async () => {
    const line = packet(`${none} ${one} refs/heads/${'x'.repeat(1000)}`);
    expect((await run(Array.from({ length: 5000 }, () => line))).commands).toBeNull();
  });
});
