import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Problem, toProblem } from '../api/problem.ts';
import { visible } from '../state/visible.ts';
import { followLog } from './follow-log.ts';
import { LogLines } from './log-lines.ts';

/** How often the page is drawn while lines stream in, by how many there are: laying out a long log costs more. */
const drawEvery = (lines: number): number => (lines > 50_000 ? 500 : 80);

export interface JobLog {
  lines: ReadonlySignal<LogLines>;
  /** Changes whenever lines were added. */
  version: ReadonlySignal<number>;
  /** `live`: more may come. */
  state: ReadonlySignal<'loading' | 'live' | 'complete'>;
  problem: ReadonlySignal<Problem | null>;
}

/** The log of one attempt: what there is first, then every line as it is written. `attempt` 0: there is none yet. */
export function useJobLog(jobId: string, attempt: number, running: boolean): JobLog {
  const lines = useSignal(new LogLines());
  const version = useSignal(0);
  const state = useSignal<JobLog['state']['value']>('loading');
  const problem = useSignal<Problem | null>(null);
  useEffect(() => {
    lines.value = new LogLines();
    version.value++;
    state.value = 'loading';
  }, [jobId, attempt]);
  // A finished log is read once; a live one only while it is seen, from where it was left.
  const active = attempt > 0 && (visible.value || !running);
  useEffect(() => {
    if (!active) return undefined;
    const log = lines.value;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const drawSoon = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        version.value++;
      }, drawEvery(log.length));
    };
    const follower = followLog({
      jobId,
      attempt,
      running,
      log,
      onLines: drawSoon,
      onState: (next) => {
        state.value = next;
        problem.value = null;
        drawSoon();
      },
      onProblem: (error) => {
        problem.value = toProblem(error);
      },
    });
    return () => {
      follower.close();
      clearTimeout(timer);
    };
  }, [jobId, attempt, running, active]);
  return { lines, version, state, problem };
}
