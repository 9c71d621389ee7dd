import type { RunSummary } from '../../../src/contract/views.ts';
import { toneOf } from './tone.ts';

/** What the list of runs is narrowed to; kept in the page's address, so that it can be shared and gone back to. */
export interface RunFilter {
  repository: string;
  /** Name of a branch or tag, or a full ref. */
  branch: string;
  /** A status of the API, or a conclusion. */
  status: string;
  /** Path of the workflow file. */
  workflow: string;
  search: string;
}

const filterNames = ['repository', 'branch', 'status', 'workflow', 'search'] as const;

const statuses = ['queued', 'waiting', 'in_progress', 'completed'];

/** The filter in a page's address. */
export function readFilter(query: URLSearchParams): RunFilter {
  const read = (name: string): string => query.get(name) ?? '';
  return {
    repository: read('repository'),
    branch: read('branch'),
    status: read('status'),
    workflow: read('workflow'),
    search: read('search'),
  };
}

/** The same as a query string with its question mark; empty without a filter. */
export function writeFilter(filter: RunFilter): string {
  const query = new URLSearchParams();
  for (const name of filterNames) if (filter[name] !== '') query.set(name, filter[name]);
  return query.size === 0 ? '' : `?${query}`;
}

export function isFiltered(filter: RunFilter): boolean {
  return filterNames.some((name) => filter[name] !== '');
}

/** The part of the filter that the server can apply. A conclusion is a finished run; the rest happens here. */
export function serverQuery(filter: RunFilter): Record<string, string> {
  const query: Record<string, string> = {};
  if (filter.repository !== '') query.repository = filter.repository;
  if (filter.workflow !== '') query.workflow = filter.workflow;
  if (filter.branch.startsWith('refs/')) query.ref = filter.branch;
  if (filter.status !== '') query.status = statuses.includes(filter.status) ? filter.status : 'completed';
  if (/^[0-9a-f]{40}$/.test(filter.search)) query.sha = filter.search;
  return query;
}

/** Whether a run belongs into the filtered list: the same for loaded runs and for those that appear live. */
export function matchesFilter(run: RunSummary, filter: RunFilter): boolean {
  if (filter.repository !== '' && run.repository !== filter.repository) return false;
  if (filter.workflow !== '' && run.workflow.path !== filter.workflow) return false;
  if (filter.branch !== '' && run.refName !== filter.branch && run.ref !== filter.branch) return false;
  return matchesStatus(run, filter.status) && matchesSearch(run, filter.search);
}

function matchesStatus(run: RunSummary, status: string): boolean {
  if (status === '') return true;
  return statuses.includes(status) ? run.status === status : toneOf(run) === status;
}

function matchesSearch(run: RunSummary, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = [run.title, run.repository, run.refName, run.sha, run.actor, run.workflow.name, `#${run.number}`];
  const haystack = text.join('\n').toLowerCase();
  return words.every((word) => haystack.includes(word));
}

/** Puts a run that appeared or changed into a list that is sorted newest first. */
export function upsertRun(runs: RunSummary[], run: RunSummary): RunSummary[] {
  const known = runs.findIndex((candidate) => candidate.id === run.id);
  if (known !== -1) return runs.with(known, run);
  const position = runs.findIndex((candidate) => Number(candidate.id) < Number(run.id));
  return position === -1 ? [...runs, run] : runs.toSpliced(position, 0, run);
}
