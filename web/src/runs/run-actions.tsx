import type { JSX } from 'preact';
import type { RunView } from '../../../src/contract/views.ts';
import { call } from '../api/call.ts';
import { endpoints } from '../api/endpoints.ts';
import { Button } from '../components/button.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { type Action, useAction } from '../state/use-action.ts';
import { toneOf } from './tone.ts';
import './run-actions.css';

const failed = ['failure', 'timed_out', 'cancelled'];

/** Cancel while it goes on; run again once it is over. */
export function RunActions({ run, onChange }: { run: RunView; onChange: () => void }): JSX.Element | null {
  const params = { runId: run.id };
  const cancel = useAction(() => call(endpoints.cancelRun, { params }).then(onChange));
  const all = useAction(() => call(endpoints.rerun, { params, body: { only: 'all' } }).then(onChange));
  const some = useAction(() => call(endpoints.rerun, { params, body: { only: 'failed' } }).then(onChange));
  const over = run.status === 'completed';
  // A workflow that could not be planned would fail the same way again: it takes a push.
  if (over && run.jobs.length === 0) return null;
  return (
    <div class="run-actions">
      {over ? (
        <RerunButtons all={all} some={some} offerFailed={failed.includes(toneOf(run))} />
      ) : (
        <CancelButton cancel={cancel} />
      )}
      <ProblemNotice problem={cancel.problem.value ?? all.problem.value ?? some.problem.value} />
    </div>
  );
}

function CancelButton({ cancel }: { cancel: Action }): JSX.Element {
  return (
    <Button kind="danger" onClick={cancel.run} busy={cancel.busy.value}>
      Cancel run
    </Button>
  );
}

function RerunButtons(props: { all: Action; some: Action; offerFailed: boolean }): JSX.Element {
  const { all, some, offerFailed } = props;
  return (
    <>
      {offerFailed && (
        <Button kind="primary" onClick={some.run} busy={some.busy.value}>
          Re-run failed
        </Button>
      )}
      <Button onClick={all.run} busy={all.busy.value}>
        Re-run all
      </Button>
    </>
  );
}
