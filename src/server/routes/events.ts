import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { runRoutes } from '../../contract/api/runs.ts';
import type { ServerDeps } from '../deps.ts';
import { type EventStream, openEventStream } from '../http/event-stream.ts';
import { listenFor } from '../http/wake-up.ts';
import { registerRoute } from '../register-route.ts';
import { createChangeFilter } from './change-filter.ts';
import { lookAtRun, lookAtRuns, type RunLook } from './run-looks.ts';

/** Lists are looked at this often when no signal comes: they cost more than one run. */
const listFallbackMilliseconds = 1_000;
/** A busy server signals more often than a page can show: between two looks there is at least this time. */
const pauseMilliseconds = 100;

/**
 * What changes, as it changes. A new reader first gets the present state of all that it watches: it may join what it
 * loaded before without a gap, and needs no event id to resume.
 */
export function eventsApi(app: FastifyInstance, deps: ServerDeps): void {
  registerRoute(app, runRoutes.events, async ({ query, reply }) => {
    const { runId } = query;
    const look = runId === undefined ? lookAtRuns(deps.store) : await lookAtRun(deps.store, runId);
    await watch(deps, look, runId, openEventStream(reply, deps.stopping));
    return reply;
  });
}

async function watch(deps: ServerDeps, look: RunLook, runId: string | undefined, stream: EventStream): Promise<void> {
  const wakeUp = listenFor(deps.store.signals, [runId === undefined ? 'runs' : `run:${runId}`]);
  const isNew = createChangeFilter();
  try {
    while (!stream.closed.aborted) {
      for (const event of await look()) {
        if (isNew(event)) await stream.send(event);
      }
      await wakeUp.wait(stream.closed, runId === undefined ? listFallbackMilliseconds : undefined);
      await setTimeout(pauseMilliseconds, undefined, { signal: stream.closed }).catch(() => {});
    }
  } catch (error) {
    deps.log.warn({ err: error }, 'An event stream ended early; its reader will come again.');
  } finally {
    wakeUp.close();
    stream.end();
  }
}
