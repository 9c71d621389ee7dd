import type { JSX } from 'preact';
import type { AttemptView, JobView } from '../../../src/contract/views.ts';
import { formatMoment } from '../format/age.ts';
import { location, navigate } from '../router/location.ts';
import { jobPath } from '../router/page.ts';
import '../components/select-field.css';

const outcomes: Record<AttemptView['outcome'], string> = {
  running: 'running',
  success: 'passed',
  failure: 'failed',
  cancelled: 'cancelled',
  timed_out: 'timed out',
  lost: 'agent lost',
  released: 'given back',
};

/** Chooses which attempt's log to read, when there is more than one. */
export function AttemptSwitch({ job }: { job: JobView }): JSX.Element | null {
  if (job.attempts.length < 2) return null;
  const chosen = location.value.query.get('attempt') ?? String(job.attempt);
  const choose = (attempt: string): void =>
    navigate(Number(attempt) === job.attempt ? jobPath(job.id) : `${jobPath(job.id)}?attempt=${attempt}`);
  return (
    <select
      class="select-field"
      aria-label="Attempt"
      value={chosen}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      {job.attempts.toReversed().map((attempt) => (
        <option key={attempt.attempt} value={attempt.attempt} title={formatMoment(attempt.startedAt)}>
          Attempt {attempt.attempt}: {outcomes[attempt.outcome]}
        </option>
      ))}
    </select>
  );
}
