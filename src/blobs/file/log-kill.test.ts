import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openFileBlobs } from './open.ts';
import { attempt, numbersIn, range } from './testing/log-lines.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const writer = fileURLToPath(new URL('./testing/log-writer.ts', import.meta.url));

/** Writes from the given line on, kills the writer after so many acknowledgements; answers the last one. */
async function writeUntilKilled(folder: string, from: number, acknowledgements: number): Promise<number> {
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
  const child = spawn(process.execPath, [writer, folder, String(from)], { stdio });
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text;
    if (told.split('\n').length > acknowledgements) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'close');
  expect(signal).toBe('SIGKILL');
  return Number(told.split('\n').at(-2));
}

describe('a log whose writer is killed', () => {
  it('keeps every acknowledged line once, and goes on where it stood', { timeout: 60_000 }, async () => {
    const folder = temporaryFolder();
    const { logs } = await openFileBlobs(folder);
    let next = 0;
    for (let round = 0; round < 8; round += 1) {
      next = await writeUntilKilled(folder, next, 1 + Math.floor(Math.random() * 60));
      expect(await numbersIn(logs, 0, next)).toEqual(range(0, next));
      if (round % 3 === 2) await logs.compact(attempt);
    }
    await logs.compact(attempt);
    expect(await numbersIn(logs, 0, next)).toEqual(range(0, next));
  });
});
