import type { JSX } from 'preact';
import { call } from '../api/call.ts';
import { endpoints } from '../api/endpoints.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { Loading } from '../components/loading.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { NewRepository } from '../repositories/new-repository.tsx';
import { RepositoryRow } from '../repositories/repository-row.tsx';
import { usePageTitle } from '../state/page-title.ts';
import { useResource } from '../state/use-resource.ts';

/** What can be pushed to, and how. */
export function RepositoriesPage(): JSX.Element {
  usePageTitle('Repositories');
  const repositories = useResource('repositories', () => call(endpoints.repositories));
  const list = repositories.data.value?.repositories;
  return (
    <div class="page">
      <div class="page-title">
        <h1>Repositories</h1>
        <p class="soft">A push to one of these starts the workflows in its .github/workflows folder.</p>
      </div>
      <NewRepository onCreated={repositories.refresh} />
      <ProblemNotice problem={repositories.problem.value} />
      {list === undefined && repositories.problem.value === null && <Loading what="repositories" />}
      {list !== undefined && (
        <Panel title="All repositories" note={String(list.length)}>
          {list.length === 0 ? (
            <EmptyState icon="repositories" title="No repository yet">
              <p>Create the first one above, then push to the address it is given.</p>
            </EmptyState>
          ) : (
            <ul>
              {list.map((repository) => (
                <RepositoryRow key={repository.id} repository={repository} />
              ))}
            </ul>
          )}
        </Panel>
      )}
    </div>
  );
}
