/** Why a job stops early. `deadline`: the time for `always()` steps after a cancel is over too. */
export type CancelKind = 'cancelled' | 'timed_out';

/** The end of a job from outside: cancelled by a person or the engine, or out of time. */
export interface Cancellation {
  /** Fires at the cancel or the job's timeout. */
  readonly signal: AbortSignal;
  /** Fires when also the time for clean-up is over: nothing may run any more. */
  readonly deadline: AbortSignal;
  kind(): CancelKind | null;
  /** One sentence for the log. */
  reason(): string;
  /** Ends the timers. */
  dispose(): void;
}

/** `cancel` is the caller's signal, its reason a text. `timeout` and `afterCancel` are milliseconds. */
export function createCancellation(cancel: AbortSignal, timeout: number, afterCancel: number): Cancellation {
  const soft = new AbortController();
  const hard = new AbortController();
  let kind: CancelKind | null = null;
  let reason = '';
  let cleanUp: NodeJS.Timeout | undefined;
  const stop = (what: CancelKind, why: string): void => {
    if (kind !== null) return;
    kind = what;
    reason = why;
    cleanUp = setTimeout(() => hard.abort(), afterCancel);
    soft.abort();
  };
  const onCancel = (): void => stop('cancelled', reasonOf(cancel));
  const minutes = timeout / 60_000;
  const onTimeout = () => stop('timed_out', `The job has exceeded the maximum execution time of ${minutes} minutes.`);
  const timer = setLongTimeout(onTimeout, timeout);
  if (cancel.aborted) onCancel();
  else cancel.addEventListener('abort', onCancel, { once: true });
  return {
    signal: soft.signal,
    deadline: hard.signal,
    kind: () => kind,
    reason: () => reason,
    dispose: () => {
      timer.clear();
      clearTimeout(cleanUp);
      cancel.removeEventListener('abort', onCancel);
    },
  };
}

function reasonOf(cancel: AbortSignal): string {
  const reason: unknown = cancel.reason;
  return typeof reason === 'string' && reason !== '' ? reason : 'The operation was canceled.';
}

/** `setTimeout` takes at most 2^31 - 1 milliseconds (24.8 days) and fires at once above: longer waits go in parts. */
export function setLongTimeout(callback: () => void, milliseconds: number): { clear: () => void } {
  const longest = 2 ** 31 - 1;
  let left = milliseconds;
  let timer: NodeJS.Timeout;
  const next = (): void => {
    const part = Math.min(left, longest);
    left -= part;
    timer = setTimeout(left > 0 ? next : callback, part);
  };
  next();
  return { clear: () => clearTimeout(timer) };
}
