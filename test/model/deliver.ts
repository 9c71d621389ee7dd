import type { JobResult } from '../../src/contract/job-message.ts';
import { isRaibidError } from '../../src/shared/errors.ts';
import { type Actors, attemptKey, type Held, type Message, moment, type World } from './world.ts';

/** `lost`: the attempt does not hold the job. A number: the log position. `refused`: not now. */
type Answer = 'done' | 'lost' | 'refused' | number;

/** A server takes a request, as `src/server/agent-api` does, and notes what it has promised with its answer. */
export async function deliver(world: World, message: Message): Promise<Answer> {
  try {
    return await answer(world, message);
  } catch (error) {
    if (isRaibidError(error, 'lease_lost')) return 'lost';
    if (isRaibidError(error, 'conflict')) return 'refused';
    throw error;
  }
}

async function answer(world: World, message: Message): Promise<Answer> {
  const { held } = message;
  if (message.call === 'log') return appendLine(world, held, message.from);
  if (message.call === 'complete') return complete(world, held, message.lineCount);
  if (message.call === 'heartbeat') return beat(world, held);
  await world.store.leases.release({ ...held, reason: 'it must stop', at: moment });
  return 'done';
}

/** Whoever is answered well must be the one that the job was given to last. */
async function beat({ store, memory, actors }: World, held: Held): Promise<Answer> {
  await store.leases.heartbeat({ ...held, started: true, steps: null, at: moment });
  const { newest, begun } = actors.promised;
  if (newest[held.jobId] !== held.leaseTokenHash) throw new Error(`an old attempt was accepted: ${attemptKey(held)}`);
  const job = memory.database.prepare('SELECT run_attempt FROM jobs WHERE id = ?').get(held.jobId);
  const key = `${held.jobId}:${job?.run_attempt}`;
  begun[key] = [...new Set([...(begun[key] ?? []), held.attempt])];
  return 'done';
}

async function complete({ store, actors }: World, held: Held, lineCount: number): Promise<Answer> {
  const result = resultOf(held);
  await store.leases.complete({ ...held, lineCount, result, at: moment });
  const { results } = actors.promised;
  const known = results.some((one) => attemptKey(one) === attemptKey(held));
  if (!known) results.push({ jobId: held.jobId, attempt: held.attempt, conclusion: result.conclusion });
  return 'done';
}

/** Chunk file first, then the position, then the answer. The file stays when its position was not moved. */
async function appendLine({ store, actors }: World, held: Held, from: number): Promise<Answer> {
  const lease = await store.leases.byLeaseToken(held.leaseTokenHash);
  if (lease === null) return 'lost';
  if (from < lease.nextLine) return promiseLines(actors, held, lease.nextLine);
  if (from !== lease.nextLine) return 'refused';
  const key = attemptKey(held);
  actors.chunks[key] = [...new Set([...(actors.chunks[key] ?? []), from])];
  const moved = await store.leases.advanceLog({ ...held, from, to: from + 1 });
  return moved ? promiseLines(actors, held, from + 1) : 'refused';
}

function promiseLines({ promised }: Actors, held: Held, lines: number): number {
  const key = attemptKey(held);
  promised.lines[key] = Math.max(promised.lines[key] ?? 0, lines);
  return lines;
}

/** The first attempt at each job fails, so that failures and their reruns are met, too. */
function resultOf({ attempt }: Held): JobResult {
  const conclusion = attempt === 1 ? 'failure' : 'success';
  return { conclusion, outputs: {}, steps: [], annotations: [], summary: '', environmentUrl: null };
}
