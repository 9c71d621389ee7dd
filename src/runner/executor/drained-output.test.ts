import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { drainOutput } from './drained-output.ts';

it('the output of a process that was over before anybody listened needs no waiting', async () => {
  const pipe = new PassThrough();
  pipe.resume().end();
  await once(pipe, 'end');
  const output = drainOutput(pipe);
  expect(await Promise.race([output.finish(), setImmediate('later')])).toBe(true);
  expect(await output.stream.toArray()).toEqual([]);
});
