import type { JSX } from 'preact';
import type { RunSummary } from '../../../src/contract/views.ts';
import { call } from '../api/call.ts';
import { endpoints } from '../api/endpoints.ts';
import { Button } from '../components/button.tsx';
import { Loading } from '../components/loading.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { location, navigate } from '../router/location.ts';
import { summariseHealth } from '../runs/health.ts';
import { HealthHead } from '../runs/health-head.tsx';
import { matchesFilter, readFilter, serverQuery, writeFilter } from '../runs/run-filter.ts';
import { RunFilters } from '../runs/run-filters.tsx';
import { RunList } from '../runs/run-list.tsx';
import { useRunList } from '../runs/use-run-list.ts';
import { usePageTitle } from '../state/page-title.ts';
import { useResource } from '../state/use-resource.ts';

/** All runs, newest first: the page to look at for five minutes a day. */
export function RunsPage(): JSX.Element {
  const filter = readFilter(location.value.query);
  const list = useRunList(serverQuery(filter));
  const repositories = useResource('repositories', () => call(endpoints.repositories));
  const known = repositories.data.value?.repositories ?? [];
  const runs = list.runs.value;
  const branches = Object.fromEntries(known.map(({ fullName, defaultBranch }) => [fullName, defaultBranch]));
  const health = summariseHealth(runs ?? [], branches);
  usePageTitle('Runs', runs && runs.length > 0 ? health.tone : null);
  const shown = (runs ?? []).filter((run) => matchesFilter(run, filter));
  return (
    <div class="page">
      {runs !== null && runs.length > 0 && <HealthHead health={health} runs={runs} />}
      {(runs === null || runs.length === 0) && <h1>Runs</h1>}
      <RunFilters
        filter={filter}
        repositories={known.map((repository) => repository.fullName)}
        runs={runs ?? []}
        onChange={(next) => navigate(`/${writeFilter(next)}`, 'replace')}
      />
      <ProblemNotice problem={list.problem.value} />
      {runs === null && list.problem.value === null && <Loading what="runs" />}
      {runs !== null && (
        <RunList
          runs={shown}
          filter={filter}
          hasRepositories={known.length > 0}
          loaded={runs.length}
          more={list.more.value}
        />
      )}
      {list.more.value && (
        <div class="page-more">
          <Button onClick={list.loadMore} busy={list.busy.value}>
            Show older runs
          </Button>
          <span class="soft">{countText(shown, runs ?? [])}</span>
        </div>
      )}
    </div>
  );
}

function countText(shown: RunSummary[], loaded: RunSummary[]): string {
  if (shown.length === loaded.length) return `${loaded.length} runs shown`;
  return `${shown.length} of the newest ${loaded.length} runs match`;
}
