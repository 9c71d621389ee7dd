import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Evidence, WorkerOrder } from './evidence.ts';

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** Lets a worker process work until it has told so many lines, kills it with SIGKILL, and answers all that it told. */
export async function workUntilKilled(order: WorkerOrder, lines: number): Promise<Evidence[]> {
  const child = spawn(process.execPath, [worker, JSON.stringify(order)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  let complaint = '';
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text;
    seen += text.split('\n').length - 1;
    if (seen >= lines) child.kill('SIGKILL');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const [, signal] = await once(child, 'close');
  if (signal !== 'SIGKILL') throw new Error(`the worker stopped by itself: ${complaint}`);
  // What comes after the last line end was cut off by the kill.
  return told.split('\n').slice(0, -1).map(parse);
}

function parse(line: string): Evidence {
  const evidence: unknown = JSON.parse(line);
  return evidence as Evidence;
}
