import { readFileSync } from 'node:fs';

/** True while a process lives; one that has ended and waits for its parent does not. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
