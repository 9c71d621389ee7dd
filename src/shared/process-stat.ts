import { readFile } from 'node:fs/promises';

/** What Linux tells of a process (proc(5), `/proc/PID/stat`). Times are in clock ticks, of which a second has 100. */
export interface ProcessStat {
  parent: number;
  /** User and system time of all its threads. */
  processorTicks: number;
  /** When it began, since the machine started; with its number it names one process for ever. */
  started: string;
}

/** Null when there is no such process, or only a zombie that nobody has asked after. */
export async function processStat(pid: number): Promise<ProcessStat | null> {
  const line = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => null);
  if (line === null) return null;
  // The second field is the name in brackets, which may hold anything; what follows it begins with the third.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): string => fields[number - 3] ?? '';
  if (field(3) === 'Z') return null;
  return {
    parent: Number(field(4)),
    processorTicks: Number(field(14)) + Number(field(15)),
    started: field(22),
  };
}
