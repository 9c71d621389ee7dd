import type { JSX } from 'preact';
import type { WorkflowList } from '../../../src/contract/views.ts';
import { call } from '../api/call.ts';
import { endpoints } from '../api/endpoints.ts';
import { CommandLine } from '../components/command-line.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Loading } from '../components/loading.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { location, navigate } from '../router/location.ts';
import { type RepositoryName, repositoryPath } from '../router/page.ts';
import { usePageTitle } from '../state/page-title.ts';
import { useResource } from '../state/use-resource.ts';
import { RefField } from '../workflows/ref-field.tsx';
import { WorkflowRow } from '../workflows/workflow-row.tsx';
import './repository-page.css';

/** A repository: how to clone it, and its workflows, which a person may start here. The address keeps the branch. */
export function RepositoryPage({ repository }: { repository: RepositoryName }): JSX.Element {
  const fullName = `${repository.owner}/${repository.name}`;
  const params = { ...repository };
  const asked = location.value.query.get('ref') ?? '';
  usePageTitle(fullName);
  const view = useResource(fullName, () => call(endpoints.repository, { params }));
  const known = view.data.value;
  const ref = asked === '' ? (known?.defaultBranch ?? '') : asked;
  return (
    <div class="page">
      <div class="page-title">
        <h1>{fullName}</h1>
        <p class="soft">
          <a href={`/?repository=${encodeURIComponent(fullName)}`}>Its runs</a>
        </p>
      </div>
      <ProblemNotice problem={view.problem.value} />
      {known === null && view.problem.value === null && <Loading what="the repository" />}
      {known !== null && <CommandLine command={`git clone ${known.cloneUrl}`} />}
      {known !== null && <Workflows key={`${fullName} ${ref}`} repository={repository} shownRef={ref} />}
    </div>
  );
}

function Workflows({ repository, shownRef }: { repository: RepositoryName; shownRef: string }): JSX.Element {
  const params = { ...repository };
  const workflows = useResource(shownRef, () => call(endpoints.workflows, { params, query: { ref: shownRef } }));
  const list = workflows.data.value;
  const show = (ref: string): void => {
    const query = ref === '' ? '' : `?${new URLSearchParams({ ref })}`;
    navigate(`${repositoryPath(repository)}${query}`, 'replace');
  };
  return (
    <>
      <div class="repository-ref">
        <RefField value={shownRef} refs={list?.refs ?? []} onChange={show} />
      </div>
      <ProblemNotice problem={workflows.problem.value} />
      {list === null && workflows.problem.value === null && <Loading what="its workflows" />}
      {list !== null && <WorkflowPanel repository={repository} list={list} />}
    </>
  );
}

function WorkflowPanel({ repository, list }: { repository: RepositoryName; list: WorkflowList }): JSX.Element {
  return (
    <Panel title="Workflows" note={`at ${list.sha.slice(0, 7)}`}>
      {list.workflows.length === 0 ? (
        <EmptyState icon="event" title="No workflow here">
          <p>Push a file below .github/workflows to this branch.</p>
        </EmptyState>
      ) : (
        <ul>
          {list.workflows.map((workflow) => (
            <WorkflowRow key={workflow.path} repository={repository} workflowRef={list.ref} workflow={workflow} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
