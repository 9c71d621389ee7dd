import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { WorkflowView } from '../../../src/contract/views.ts';
import { call } from '../api/call.ts';
import { endpoints } from '../api/endpoints.ts';
import { Button } from '../components/button.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { navigate } from '../router/location.ts';
import { type RepositoryName, runPath } from '../router/page.ts';
import { useAction } from '../state/use-action.ts';
import { InputField } from './input-field.tsx';
import { firstValues } from './input-values.ts';
import './dispatch-form.css';

interface DispatchFormProps {
  repository: RepositoryName;
  /** Where the workflow is started: a full ref. */
  workflowRef: string;
  workflow: WorkflowView;
  inputs: NonNullable<WorkflowView['inputs']>;
}

/** Asks for the inputs of a workflow, starts it, and goes to its run. */
export function DispatchForm({ repository, workflowRef, workflow, inputs }: DispatchFormProps): JSX.Element {
  const values = useSignal(firstValues(inputs));
  const start = useAction(async () => {
    const body = { workflow: workflow.path, ref: workflowRef, inputs: values.value };
    const { runId } = await call(endpoints.dispatch, { params: { ...repository }, body });
    navigate(runPath(runId));
  });
  const submit = (event: Event): void => {
    event.preventDefault();
    start.run();
  };
  return (
    <form class="dispatch-form" aria-label={`Run ${workflow.name}`} onSubmit={submit}>
      {Object.entries(inputs).map(([name, definition]) => (
        <InputField
          key={name}
          name={name}
          definition={definition}
          value={values.value[name] ?? ''}
          onChange={(value) => {
            values.value = { ...values.value, [name]: value };
          }}
        />
      ))}
      <ProblemNotice problem={start.problem.value} />
      <div>
        <Button kind="primary" type="submit" busy={start.busy.value}>
          Start
        </Button>
      </div>
    </form>
  );
}
