import { readFile } from 'node:fs/promises';
import { processStat } from '../../../shared/process-stat.ts';

/** A process that cannot be mistaken for a later one with the same number. */
export interface NotedProcess {
  pid: number;
  /** When it began, in ticks since the machine started (proc(5), field 22 of stat). */
  started: string;
}

/** The process of a pid file, `<pid> <started>`, while it lives; null otherwise. */
export async function livingProcess(file: string): Promise<NotedProcess | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const [, pid = '', started = ''] = /^(\d+) (\d+)\n$/.exec(text) ?? [];
  if (pid === '' || (await processStat(Number(pid)))?.started !== started) return null;
  return { pid: Number(pid), started };
}
