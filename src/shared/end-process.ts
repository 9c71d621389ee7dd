import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/**
 * Sends a child process a signal and waits until it is gone; does nothing when it never started or has ended. Answers
 * its exit code, null when a signal ended it.
 */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
  return child.exitCode;
}
