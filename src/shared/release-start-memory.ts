import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** By then the start is over, and what it made is garbage. Milliseconds. */
const settled = 1000;

/**
 * Gives back, a second from now, the memory that only the start of a long-lived program needed. Loading modules grows
 * V8's space for new objects to 8 MB, which an idle program keeps: it allocates too little to ever collect (98 MB
 * resident before, 89 after, for 50 ms). The space grows again under load. Does not keep the program alive.
 */
export function releaseStartMemory(): void {
  setTimeout(collectGarbage, settled).unref();
}

/** A whole collection that gives all free pages back; by itself V8 makes one only when memory runs out. */
export function collectGarbage(): void {
  // Only contexts that are made after the flag have the function.
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof collect === 'function') collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
