import { logLimits } from '../../contract/log.ts';
import type { Clock } from '../../shared/clock.ts';
import type { LogPort } from '../ports.ts';
import { splitToLimit } from './line-assembler.ts';
import type { Masker } from './masker.ts';

/** Index of lines that belong to no step: set-up and end of the job. */
export const setUpStep = -1;

/** The log of one job: masks, numbers by step, keeps the limit, waits when the port is full. */
export interface JobLog {
  readonly masker: Masker;
  /** Writes one line of a step. Secrets are masked here and nowhere else. */
  line(step: number, text: string): Promise<void> | void;
}

export const truncationLine = '##[warning]The log of this job is over 64 MiB: what follows is not kept.';

export function createJobLog(port: LogPort, masker: Masker, clock: Clock): JobLog {
  let bytes = 0;
  let full = false;
  // A port that failed once (the lease is lost) is not asked again: every later line fails at once, and so the job ends.
  let failure: Error | null = null;
  const giveUp = (error: unknown): never => {
    failure = error instanceof Error ? error : new Error(String(error));
    throw failure;
  };
  const writeOne = (step: number, text: string): Promise<void> | void => {
    if (failure !== null) return Promise.reject(failure);
    if (full) return;
    bytes += Buffer.byteLength(text) + 1;
    full = bytes > logLimits.jobBytes;
    return port.write({ t: clock.now(), s: step, x: full ? truncationLine : text })?.catch(giveUp);
  };
  const writeAll = async (step: number, pieces: readonly string[]): Promise<void> => {
    for (const piece of pieces) await writeOne(step, piece);
  };
  return {
    masker,
    line: (step, text) => {
      const pieces = splitToLimit(masker.mask(text));
      return pieces.length === 1 ? writeOne(step, pieces[0] ?? '') : writeAll(step, pieces);
    },
  };
}
