import { type Demand, newAgents } from '../../src/server/scaler/new-agents.ts';
import type { Arrival } from './arrivals.ts';
import { createEventQueue } from './event-queue.ts';

/** Where the agents run. All times in milliseconds. */
export interface Place {
  /** The rule is looked at so often; `wakes`: also at once when a job comes or an agent ends, as embedded. */
  looksEvery: number;
  wakes: boolean;
  /** From the decision to an agent that asks for a job. */
  start: number;
  /** The node starts agents one after the other, so far apart; 0: side by side. */
  startGap: number;
  /** An agent that is done holds its place so long. */
  ending: number;
}

export interface Setting extends Place {
  max: number;
  warm: number;
  /** An agent without a job leaves after this. */
  idleTime: number;
  /** Another rule than the server's, to compare. */
  rule?: (demand: Demand) => number;
}

export interface Outcome {
  /** From ready to claimed, of each job, in the order of claims. */
  waits: number[];
  agents: number;
  mostAlive: number;
  lastDone: number;
  /** Agent time by what it went into. */
  time: { busy: number; starting: number; idle: number; ending: number };
}

/** Plays the jobs through with the rule that the server applies, `newAgents`. Deterministic. */
export function simulate(jobs: readonly Arrival[], setting: Setting): Outcome {
  const { max, warm, idleTime, looksEvery, wakes, start, startGap, ending, rule = newAgents } = setting;
  const events = createEventQueue();
  const outcome: Outcome = {
    waits: [],
    agents: 0,
    mostAlive: 0,
    lastDone: 0,
    time: { busy: 0, starting: 0, idle: 0, ending: 0 },
  };
  const idle = new Map<number, number>();
  let [now, arrived, claimed, starting, alive, nodeFree] = [0, 0, 0, 0, 0, 0];
  let lookAt = -1;

  function look(): void {
    const demand = { waiting: arrived - claimed, starting, idle: idle.size, warm, free: max - alive };
    const started = rule(demand);
    for (let agent = 0; agent < started; agent += 1) launch();
  }

  /** The next regular look; none is needed while nothing changes. */
  function lookSoon(atOnce: boolean): void {
    if (wakes && atOnce) events.put(now, look);
    if (lookAt > now) return;
    lookAt = (Math.floor(now / looksEvery) + 1) * looksEvery;
    events.put(lookAt, look);
  }

  function launch(): void {
    const agent = outcome.agents;
    outcome.agents += 1;
    alive += 1;
    starting += 1;
    outcome.mostAlive = Math.max(outcome.mostAlive, alive);
    nodeFree = Math.max(now, nodeFree) + startGap;
    const readyAt = Math.max(now + start, nodeFree);
    outcome.time.starting += readyAt - now;
    events.put(readyAt, () => ready(agent));
  }

  function ready(agent: number): void {
    starting -= 1;
    idle.set(agent, now);
    events.put(now + idleTime, () => leave(agent));
    match();
  }

  /** Gives waiting jobs to idle agents, oldest to oldest. */
  function match(): void {
    for (const [agent, since] of idle) {
      const job = claimed < arrived ? jobs[claimed] : undefined;
      if (job === undefined) break;
      claimed += 1;
      idle.delete(agent);
      outcome.waits.push(now - job.at);
      outcome.time.idle += now - since;
      outcome.time.busy += job.duration;
      events.put(now + job.duration, done);
    }
    lookSoon(false);
  }

  function done(): void {
    outcome.lastDone = now;
    outcome.time.ending += ending;
    events.put(now + ending, gone);
  }

  function gone(): void {
    alive -= 1;
    lookSoon(true);
  }

  function leave(agent: number): void {
    const since = idle.get(agent);
    if (since === undefined) return;
    idle.delete(agent);
    outcome.time.idle += now - since;
    // After the last job nobody is to be kept warm any more, or the simulation would not end.
    if (arrived < jobs.length) gone();
  }

  function arrive(): void {
    arrived += 1;
    const next = jobs[arrived];
    if (next !== undefined) events.put(next.at, arrive);
    match();
    lookSoon(true);
  }

  if (jobs[0] !== undefined) events.put(jobs[0].at, arrive);
  lookSoon(true);
  events.run((at) => {
    now = at;
  });
  return outcome;
}
