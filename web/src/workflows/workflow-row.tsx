import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { WorkflowView } from '../../../src/contract/views.ts';
import { Button } from '../components/button.tsx';
import { Sign } from '../components/sign.tsx';
import { Words } from '../components/words.tsx';
import type { RepositoryName } from '../router/page.ts';
import { DispatchForm } from './dispatch-form.tsx';
import './workflow-row.css';

interface WorkflowRowProps {
  repository: RepositoryName;
  /** The full ref that the workflow was read at. */
  workflowRef: string;
  workflow: WorkflowView;
}

/** A workflow with what starts it; one that a person may start has its form behind a button. */
export function WorkflowRow({ repository, workflowRef, workflow }: WorkflowRowProps): JSX.Element {
  const open = useSignal(false);
  const formId = useId();
  const { name, path, inputs, events, problem } = workflow;
  const query = new URLSearchParams({ repository: `${repository.owner}/${repository.name}`, workflow: path });
  return (
    <li class="workflow-row">
      <div class="workflow-row-head">
        <div class="workflow-row-text">
          <a href={`/?${query}`}>{name}</a>
          <p class="soft">
            {name !== path && <code>{path}</code>}
            {name !== path && events.length > 0 && ' · '}
            {events.length > 0 && `on ${events.join(', ')}`}
          </p>
        </div>
        {inputs !== null && (
          <Button
            expanded={open.value}
            controls={formId}
            onClick={() => {
              open.value = !open.value;
            }}
          >
            Run workflow
          </Button>
        )}
      </div>
      {problem !== null && (
        <p class="workflow-row-problem">
          <Sign tone="failure" />
          <span>
            Line {problem.line}, column {problem.column}: <Words text={problem.message} />.{' '}
            <span class="soft">
              <Words text={problem.hint} />
            </span>
          </span>
        </p>
      )}
      <div id={formId}>
        {inputs !== null && open.value && (
          <DispatchForm repository={repository} workflowRef={workflowRef} workflow={workflow} inputs={inputs} />
        )}
      </div>
    </li>
  );
}
