import { defaultAgentClasses } from '../../src/engine/agent-classes.ts';
import { engineEnv } from '../../src/engine/engine-env.ts';
import { advanceRun } from '../../src/server/scheduler/advance-run.ts';
import type { Move } from './agent-moves.ts';
import { moment, type World } from './world.ts';

const engine = engineEnv(defaultAgentClasses('x64'), moment);

/** Two servers that advance runs, a reaper, and crashes between any two of their operations. */
export async function serverMoves(world: World): Promise<Move[]> {
  const { actors, store } = world;
  const dirty = await store.runs.dirty(10);
  const advancing = actors.servers.flatMap((pending, nth): Move[] => {
    const name = `server ${nth + 1}`;
    if (pending === null) {
      return dirty.map((runId) => ({ name: `${name} looks at run ${runId}`, run: () => look(world, nth, runId) }));
    }
    return [
      { name: `${name} commits run ${pending.runId}`, run: () => commit(world, nth) },
      { name: `${name} crashes`, run: () => crash(world, nth) },
    ];
  });
  return [...advancing, ...(await reaperMoves(world))];
}

async function look({ store, actors }: World, nth: number, runId: string): Promise<void> {
  const loaded = await store.runs.load(runId);
  if (loaded === null) throw new Error(`run ${runId} is gone`);
  actors.servers[nth] = await advanceRun(loaded, { engine, fence: 15_000, outboxes: ['builtin'], runs: store.runs });
}

async function commit({ store, actors }: World, nth: number): Promise<void> {
  const pending = actors.servers[nth];
  actors.servers[nth] = null;
  if (pending) await store.runs.commit(pending);
}

/** What it had computed is gone; the events stand in the inbox still. */
async function crash({ actors }: World, nth: number): Promise<void> {
  actors.servers[nth] = null;
}

/** It ends only what it has itself seen standing still; meanwhile anything may happen to the lease. */
async function reaperMoves({ store, actors }: World): Promise<Move[]> {
  const leases = await store.leases.list();
  return leases.flatMap(({ jobId, attempt, beat }): Move[] => {
    const key = `${jobId}:${attempt}`;
    const seen = actors.watched[key];
    const see = async (): Promise<void> => {
      actors.watched[key] = beat;
    };
    const watch = { name: `the reaper watches ${key}`, run: see };
    if (seen === undefined) return [watch];
    const expired = { jobId, attempt, beat: seen, reason: 'no sign of life', notBefore: moment + 15_000, at: moment };
    const expire = async (): Promise<void> => {
      const { [key]: _, ...others } = actors.watched;
      actors.watched = others;
      const ended = await store.leases.expire(expired);
      if (ended && seen !== beat) throw new Error(`a lease was ended whose agent had given a sign: ${key}`);
    };
    return [...(seen === beat ? [] : [watch]), { name: `the reaper ends ${key}`, run: expire }];
  });
}
