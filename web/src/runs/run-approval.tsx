import type { JSX } from 'preact';
import type { RunView } from '../../../src/contract/views.ts';
import { call } from '../api/call.ts';
import { endpoints } from '../api/endpoints.ts';
import { Button } from '../components/button.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { useAction } from '../state/use-action.ts';
import './run-approval.css';

/** Asks a person to let the code of a fork run. Names the commit: the approval is for that one alone. */
export function RunApproval({ run, onChange }: { run: RunView; onChange: () => void }): JSX.Element | null {
  const sha = run.awaitsApprovalOf;
  const approve = useAction(() =>
    call(endpoints.approveRun, { params: { runId: run.id }, body: sha === undefined ? {} : { sha } }).then(onChange),
  );
  if (sha === undefined) return null;
  return (
    <section class="run-approval" aria-label="Approval">
      <div>
        <h2>Read this commit before it runs</h2>
        <p>
          <code>{sha.slice(0, 10)}</code> comes from a fork, by {run.actor}. Its jobs run on this machine once you
          approve: without secrets, and with a token that can only read. A later commit asks again.
        </p>
      </div>
      <Button kind="primary" onClick={approve.run} busy={approve.busy.value}>
        Approve and run
      </Button>
      <ProblemNotice problem={approve.problem.value} />
    </section>
  );
}
