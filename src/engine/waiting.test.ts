import { expect, it } from 'vitest';
import type { WaitingFor } from '../contract/status.ts';
import { describeWaiting, type WaitingFacts } from './waiting.ts';

const agent: WaitingFor = { kind: 'agent', agentClass: 'gpu' };

const sentences: [waitingFor: WaitingFor, facts: WaitingFacts, sentence: string][] = [
  [{ kind: 'needs', jobs: ['build'] }, {}, 'waits for job `build`'],
  [{ kind: 'needs', jobs: ['a', 'b'] }, {}, 'waits for jobs `a`, `b`'],
  [{ kind: 'needs', jobs: [] }, {}, 'waits for the run to begin'],
  [{ kind: 'concurrency', group: 'deploy' }, {}, 'waits for the concurrency group `deploy`'],
  [
    { kind: 'concurrency', group: 'deploy', holder: 'run 4' },
    {},
    'waits for the concurrency group `deploy`, held by run 4',
  ],
  [{ kind: 'max_parallel', limit: 1 }, {}, 'waits for its turn: max-parallel allows 1 job of this matrix at a time'],
  [{ kind: 'approval', sha: '0123456789' }, {}, 'waits for a person to approve commit 01234567 from a fork'],
  [agent, {}, 'waits for an agent of class `gpu`'],
  [
    agent,
    { position: 3, busyAgents: 2, maxAgents: 2 },
    'waits for an agent of class `gpu`: 3 jobs are before it, 2 of 2 agents are busy',
  ],
  [agent, { position: 1 }, 'waits for an agent of class `gpu`: 1 job is before it'],
  [
    agent,
    { position: 0, busyAgents: 1, maxAgents: null },
    'waits for an agent of class `gpu`: it is the next, 1 agent busy',
  ],
  [
    agent,
    { position: 0, trouble: 'pod default-x has no node: 0/1 nodes are available' },
    'waits for an agent of class `gpu`: it is the next; pod default-x has no node: 0/1 nodes are available',
  ],
  [agent, { maxAgents: 0 }, 'waits for an agent of class `gpu`: the class may have no agents'],
];

it.each(sentences)('%j with %j: %s', (waitingFor, facts, sentence) => {
  expect(describeWaiting(waitingFor, facts)).toBe(sentence);
});
