import { describe, expect, it } from 'vitest';
import { readJsonLines } from './read-json-lines.ts';

async function read(...pieces: Uint8Array[]): Promise<unknown[]> {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  const values: unknown[] = [];
  for await (const batch of readJsonLines(stream)) values.push(...batch);
  return values;
}

describe('JSON lines from a stream', () => {
  const bytes = new TextEncoder().encode('{"x":"grün"}\n{"x":"b"}\n{"x":"no end"}');

  it('come whole wherever the stream was cut', async () => {
    for (let cut = 1; cut < bytes.length; cut++) {
      expect(await read(bytes.slice(0, cut), bytes.slice(cut))).toEqual([{ x: 'grün' }, { x: 'b' }, { x: 'no end' }]);
    }
  });

  it('are none in an empty stream', async () => {
    expect(await read()).toEqual([]);
  });
});
