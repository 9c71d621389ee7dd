import type { WaitingFor } from '../contract/status.ts';

/** What the server knows about a queue; everything may be unknown. */
export interface WaitingFacts {
  /** Jobs before this one in its class. */
  position?: number | null;
  /** Agents of the class that run a job. */
  busyAgents?: number;
  /** Agents the class may have at most; null when there is no limit. */
  maxAgents?: number | null;
  /** What keeps agents of the class from starting, in words. */
  trouble?: string | null;
  /** Name of the run that holds the group. */
  holder?: string;
}

/** One sentence, without a full stop, that says why a job or a run does not go on. */
export function describeWaiting(waitingFor: WaitingFor, facts: WaitingFacts = {}): string {
  switch (waitingFor.kind) {
    case 'needs':
      return describeNeeds(waitingFor.jobs);
    case 'concurrency':
      return describeGroup(waitingFor.group, facts.holder ?? waitingFor.holder);
    case 'max_parallel':
      return `waits for its turn: max-parallel allows ${count(waitingFor.limit, 'job')} of this matrix at a time`;
    case 'approval':
      return `waits for a person to approve commit ${waitingFor.sha.slice(0, 8)} from a fork`;
    case 'agent':
      return describeAgent(waitingFor.agentClass, facts);
  }
}

function describeNeeds(jobs: string[]): string {
  if (jobs.length === 0) return 'waits for the run to begin';
  return `waits for ${jobs.length === 1 ? 'job' : 'jobs'} ${jobs.map((job) => `\`${job}\``).join(', ')}`;
}

function describeGroup(group: string, holder: string | undefined): string {
  const by = holder === undefined ? '' : `, held by ${holder}`;
  return `waits for the concurrency group \`${group}\`${by}`;
}

function describeAgent(agentClass: string, { position, busyAgents, maxAgents, trouble }: WaitingFacts): string {
  const details: string[] = [];
  if (position !== undefined && position !== null) {
    details.push(
      position === 0 ? 'it is the next' : `${count(position, 'job')} ${position === 1 ? 'is' : 'are'} before it`,
    );
  }
  if (maxAgents === 0) details.push('the class may have no agents');
  else if (busyAgents !== undefined && maxAgents !== undefined && maxAgents !== null) {
    details.push(`${busyAgents} of ${count(maxAgents, 'agent')} are busy`);
  } else if (busyAgents !== undefined) details.push(`${count(busyAgents, 'agent')} busy`);
  const sentence = `waits for an agent of class \`${agentClass}\``;
  const known = details.length === 0 ? sentence : `${sentence}: ${details.join(', ')}`;
  return trouble === undefined || trouble === null ? known : `${known}; ${trouble}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
