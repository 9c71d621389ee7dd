import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '../../client/client.ts';
import { readEvents } from '../../client/events.ts';
import { runRoutes } from '../../contract/api/runs.ts';
import type { RunView } from '../../contract/views.ts';
import { isRaibidError } from '../../shared/errors.ts';

const lookAtLeastEvery = 2000;

/**
 * The run each time it may have changed, the last time when it is completed. The event stream tells when to look; a
 * look every two seconds covers what the stream missed, a server that restarts included.
 */
export async function* runChanges(client: Client, runId: string, signal: AbortSignal): AsyncGenerator<RunView> {
  const ended = new AbortController();
  const both = AbortSignal.any([signal, ended.signal]);
  const bell = new Bell();
  const listening = ringOnEvents(client, runId, bell, both);
  try {
    for (;;) {
      const run = await loadPatiently(client, runId, signal);
      yield run;
      if (run.status === 'completed') return;
      await bell.wait(both);
    }
  } finally {
    ended.abort();
    await listening;
  }
}

/** Wakes one sleeper; a ring that nobody hears is remembered. */
class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  async wait(signal: AbortSignal): Promise<void> {
    if (!this.#rung) {
      const rung = new Promise<void>((accept) => {
        this.#wake = accept;
      });
      const timer = new AbortController();
      const late = delay(lookAtLeastEvery, undefined, { signal: AbortSignal.any([signal, timer.signal]) });
      late.catch(() => undefined);
      await Promise.race([rung, late]);
      timer.abort();
    }
    this.#rung = false;
  }
}

async function ringOnEvents(client: Client, runId: string, bell: Bell, signal: AbortSignal): Promise<void> {
  try {
    for await (const _event of readEvents(client, runRoutes.events, { query: { runId } }, { signal })) bell.ring();
  } catch {
    // Without the stream the regular look still follows the run.
  }
}

/** A server that does not answer for a while is waited for: the run goes on meanwhile. */
async function loadPatiently(client: Client, runId: string, signal: AbortSignal): Promise<RunView> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await client.call(runRoutes.get, { params: { runId } }, { signal });
    } catch (error) {
      if (!isRaibidError(error, 'unreachable') || tries >= 30) throw error;
      await delay(lookAtLeastEvery, undefined, { signal });
    }
  }
}
