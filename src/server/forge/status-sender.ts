import type { Clock } from '../../shared/clock.ts';
import { isRaibidError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { OutboxEntry } from '../../store/port/statuses.ts';
import type { Store } from '../../store/port.ts';
import { type BackgroundLoop, createLoop } from '../scheduler/background-loop.ts';
import type { RemoteForge } from './port.ts';

export interface StatusSenderDeps {
  store: Pick<Store, 'outbox' | 'signals'>;
  remote: Pick<RemoteForge, 'sendStatus'>;
  clock: Clock;
  log: Logger;
}

const batch = 100;
/** Statuses of different contexts that are sent side by side. */
const sideBySide = 4;
const firstDelay = 1000;
/** A forge that comes back after an hour has its statuses within this time, in milliseconds. */
const longestDelay = 60_000;

/**
 * Sends the outbox: of each context on a commit the newest state, in the order they came. What a forge refuses for good
 * is dropped with a line in the log; everything else is tried again, each time after twice the time, at most a minute.
 */
export function createStatusSender(deps: StatusSenderDeps): BackgroundLoop {
  const loop = createLoop({ name: 'statuses', every: 1000, log: deps.log, round: () => sendDue(deps) });
  let end: (() => void) | undefined;
  return {
    ...loop,
    start() {
      end = deps.store.signals.subscribe('outbox', loop.wake);
      loop.start();
    },
    async stop() {
      end?.();
      await loop.stop();
    },
  };
}

/** Sends everything that is due, once. */
export async function sendDue(deps: StatusSenderDeps): Promise<void> {
  const silent = new Set<string>();
  for (;;) {
    const due = await deps.store.outbox.due(deps.clock.now(), batch);
    if (due.length === 0) return;
    const open = due.values();
    const work = async (): Promise<void> => {
      for (const entry of open) await sendEntry(deps, entry, silent);
    };
    await Promise.all(Array.from({ length: sideBySide }, work));
  }
}

/** `silent`: forges that did not answer in this round; what else is for them waits without being tried. */
async function sendEntry(deps: StatusSenderDeps, entry: OutboxEntry, silent: Set<string>): Promise<void> {
  const { store, remote, clock, log } = deps;
  const again = () => store.outbox.retry(entry.id, clock.now() + delayAfter(entry.tries));
  if (silent.has(entry.forge)) return again();
  const { repository, sha, context } = entry.status;
  const about = { forge: entry.forge, repository, sha, context };
  try {
    await remote.sendStatus(entry.forge, entry.status);
    await store.outbox.done(entry.id);
  } catch (error) {
    if (isFinal(error)) {
      log.warn({ err: error, ...about }, 'a forge refused a status; it is dropped');
      await store.outbox.done(entry.id);
      return;
    }
    if (isRaibidError(error, 'unreachable')) silent.add(entry.forge);
    if (entry.tries === 0) log.warn({ err: error, ...about }, 'a status could not be sent; it is tried again');
    await again();
  }
}

function delayAfter(tries: number): number {
  return Math.min(longestDelay, firstDelay * 2 ** Math.min(tries, 10));
}

/**
 * The repository, commit or forge is gone, or it does not take this status: trying again changes nothing. A token that is
 * refused (401, 403) can be replaced, so that is tried again.
 */
function isFinal(error: unknown): boolean {
  if (isRaibidError(error, 'not_found')) return true;
  const status = isRaibidError(error, 'forge_refused') ? error.details?.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 && status !== 401 && status !== 403;
}
