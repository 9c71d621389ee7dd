import { readFile } from 'node:fs/promises';

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
  if (pid === '' || (await startOf(Number(pid))) !== started) return null;
  return { pid: Number(pid), started };
}

/** When a process began; null when there is none, or a zombie only. */
export async function startOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  // The second field is the name in brackets, which may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? null : (fields[19] ?? null);
}
