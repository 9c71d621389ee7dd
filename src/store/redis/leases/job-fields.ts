import type { AttemptView } from '../../../contract/views.ts';
import { integer, text } from '../reply.ts';

type Fields = Record<string, string>;

/** Who began an attempt, and when: four words, the last of which (the agent's name) may have spaces. */
export function startOf(
  job: Fields,
  attempt: number,
): Pick<AttemptView, 'runAttempt' | 'startedAt' | 'isolation' | 'agent'> {
  const [runAttempt, startedAt, isolation, ...agent] = text(job[`start ${attempt}`]).split(' ');
  return {
    runAttempt: integer(runAttempt),
    startedAt: integer(startedAt),
    isolation: isolation === 'sandbox' ? 'sandbox' : 'none',
    agent: agent.join(' '),
  };
}

/** What the field `lease` of a running job holds; see the Lua piece of that name. */
export interface LeaseParts {
  beat: number;
  started: boolean;
  nextLine: number;
  /** Hash of the job token. */
  jobToken: string;
  agentId: string;
}

/** Takes the field `lease` apart; only a running job has one that is not empty. */
export function leaseParts(job: Fields): LeaseParts {
  const [numbers = '', jobToken = '', ...agentId] = text(job.lease).split('\n');
  const [beat, started, nextLine] = numbers.split(' ');
  return {
    beat: integer(beat),
    started: started === '1',
    nextLine: integer(nextLine),
    jobToken,
    agentId: agentId.join('\n'),
  };
}

/** The same as the text that is stored. */
export function leaseField({ beat, started, nextLine, jobToken, agentId }: LeaseParts): string {
  return `${beat} ${started ? 1 : 0} ${nextLine}\n${jobToken}\n${agentId}`;
}
