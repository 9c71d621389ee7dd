import { spawn } from 'node:child_process';
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

it('what a process wrote while this program did not run is read, although its end is heard of first', async () => {
  const child = spawn('sh', ['-c', 'sleep 5 & echo first; sleep 0.1; echo last'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const output = drainOutput(child.stdout);
  const read = output.stream.toArray();
  await once(output.stream, 'data');
  // A busy machine: the process goes on and ends meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
  expect(await output.finish()).toBe(false);
  expect(String(Buffer.concat(await read))).toBe('first\nlast\n');
});
