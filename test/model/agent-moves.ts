import { isRaibidError } from '../../src/shared/errors.ts';
import { deliver } from './deliver.ts';
import { type Agent, type Held, type Message, moment, newAgent, type World } from './world.ts';

/** One thing that can happen now. */
export interface Move {
  name: string;
  run(): Promise<void>;
}

/** Requests that may come again; older ones are forgotten by the network. */
const remembered = 3;

/** What each agent can do, and what the network can do to its requests. */
export function agentMoves(world: World): Move[] {
  const again = world.actors.messages.map((message, nth) => ({
    name: `message ${nth} comes again: ${message.call} of ${message.held.jobId}:${message.held.attempt}`,
    run: async () => void (await deliver(world, message)),
  }));
  return [...world.actors.agents.flatMap((agent) => movesOf(world, agent)), ...again];
}

function movesOf(world: World, agent: Agent): Move[] {
  const named = (what: string, run: () => Promise<void>): Move => ({ name: `${agent.name} ${what}`, run });
  if (agent.state !== 'has a job') {
    return [
      named('claims', () => claim(world, agent, true)),
      named('claims, the answer is lost', () => claim(world, agent, false)),
      ...(agent.state === 'idle' ? [] : [named('dies', async () => renew(agent))]),
    ];
  }
  const { held } = agent;
  if (held === null) return [];
  const both = (what: string, message: Message): Move[] => [
    named(what, () => send(world, agent, message, true)),
    named(`${what}, the answer is lost`, () => send(world, agent, message, false)),
  ];
  const log = both('sends a line', { call: 'log', held, from: agent.acknowledged });
  const complete = both('completes', { call: 'complete', held, lineCount: agent.acknowledged });
  return [
    ...both('sends a heartbeat', { call: 'heartbeat', held }),
    ...(agent.started && agent.sent < 2 && !agent.told ? log : []),
    ...(agent.started && agent.sent === agent.acknowledged ? complete : log),
    ...(agent.started ? [] : both('gives its job back', { call: 'release', held })),
    named('dies', async () => renew(agent)),
  ];
}

/** The same claim again until it is answered; its tokens are new each time. */
async function claim(world: World, agent: Agent, answered: boolean): Promise<void> {
  if (agent.state === 'idle') agent.claims += 1;
  agent.asked += 1;
  agent.state = 'waits for its claim';
  const claimId = `${agent.name} ${agent.claims}`;
  const leaseTokenHash = `${claimId} ${agent.asked}`;
  const identity = { agentId: agent.name, agentName: agent.name, agentClass: 'default', isolation: 'none' as const };
  const request = { agent: identity, claimId, leaseTokenHash, jobTokenHash: `job ${leaseTokenHash}` };
  try {
    const claimed = await world.store.queue.claim({ ...request, at: moment + 3_600_000 });
    if (claimed === null) return renew(agent);
    const { jobId } = claimed.spec;
    world.actors.promised.newest[jobId] = leaseTokenHash;
    if (answered) take(agent, { jobId, attempt: claimed.attempt, leaseTokenHash });
  } catch (error) {
    if (!isRaibidError(error, 'lease_lost')) throw error;
    renew(agent);
  }
}

function take(agent: Agent, held: Held): void {
  Object.assign(agent, { state: 'has a job', held });
}

/** An agent runs one job; the next one is another process. */
function renew(agent: Agent): void {
  Object.assign(agent, newAgent(agent.name, agent.claims));
}

async function send(world: World, agent: Agent, message: Message, answered: boolean): Promise<void> {
  const { messages } = world.actors;
  if (!messages.some((known) => JSON.stringify(known) === JSON.stringify(message))) messages.push(message);
  while (messages.length > remembered) messages.shift();
  if (message.call === 'log') agent.sent = Math.max(agent.sent, message.from + 1);
  if (message.call === 'complete') agent.told = true;
  const answer = await deliver(world, message);
  if (!answered) return;
  if (answer === 'lost' || message.call === 'release') return renew(agent);
  if (message.call === 'heartbeat') agent.started = true;
  if (message.call === 'log' && typeof answer === 'number') agent.acknowledged = answer;
  if (message.call === 'complete' && answer === 'done') renew(agent);
}
