import type { JSX } from 'preact';
import { AgentsPage } from '../pages/agents-page.tsx';
import { JobPage } from '../pages/job-page.tsx';
import { QueuePage } from '../pages/queue-page.tsx';
import { RepositoriesPage } from '../pages/repositories-page.tsx';
import { RepositoryPage } from '../pages/repository-page.tsx';
import { RunPage } from '../pages/run-page.tsx';
import { RunsPage } from '../pages/runs-page.tsx';
import { UnknownPage } from '../pages/unknown-page.tsx';
import { location } from '../router/location.ts';
import { type Page, pageAt, repositoryPath } from '../router/page.ts';

type PageOf<Name extends Page['name']> = Extract<Page, { name: Name }>;

const views: { [Name in Page['name']]: (page: PageOf<Name>) => JSX.Element } = {
  runs: () => <RunsPage />,
  run: ({ runId }) => <RunPage key={runId} runId={runId} />,
  job: ({ jobId }) => <JobPage key={jobId} jobId={jobId} />,
  queue: () => <QueuePage />,
  agents: () => <AgentsPage />,
  repositories: () => <RepositoriesPage />,
  repository: ({ repository }) => <RepositoryPage key={repositoryPath(repository)} repository={repository} />,
  unknown: () => <UnknownPage />,
};

/** The page that the address names. */
export function CurrentPage(): JSX.Element {
  const page = pageAt(location.value.path);
  const view = views[page.name] as (page: Page) => JSX.Element;
  return view(page);
}
