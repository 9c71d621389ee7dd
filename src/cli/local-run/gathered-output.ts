import type { Output } from '../command.ts';

/**
 * What is written in one turn of the program, as one piece: a step's log has some short lines, and each write wakes the
 * terminal. `flush` writes what is there at once.
 */
export function gatherOutput(output: Pick<Output, 'write'>): { write(text: string): void; flush(): void } {
  let pending = '';
  const flush = (): void => {
    const text = pending;
    pending = '';
    if (text !== '') output.write(text);
  };
  return {
    write: (text) => {
      if (pending === '' && text !== '') setImmediate(flush);
      pending += text;
    },
    flush,
  };
}
