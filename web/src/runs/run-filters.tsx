import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { RunSummary } from '../../../src/contract/views.ts';
import { Icon } from '../components/icon.tsx';
import { SelectField } from '../components/select-field.tsx';
import { isFiltered, type RunFilter } from './run-filter.ts';
import '../components/field.css';
import './run-filters.css';

interface RunFiltersProps {
  filter: RunFilter;
  repositories: string[];
  /** The loaded runs: what branches and workflows there are to choose from. */
  runs: RunSummary[];
  onChange: (filter: RunFilter) => void;
}

const statuses: [string, string][] = [
  ['in_progress', 'Running'],
  ['waiting', 'Waiting'],
  ['queued', 'Queued'],
  ['success', 'Passed'],
  ['failure', 'Failed'],
  ['cancelled', 'Cancelled'],
  ['timed_out', 'Timed out'],
  ['skipped', 'Skipped'],
];

const typingPause = 200;
const emptyFilter: RunFilter = { repository: '', branch: '', status: '', workflow: '', search: '' };

/** Narrows the list down. Every choice goes into the address. */
export function RunFilters({ filter, repositories, runs, onChange }: RunFiltersProps): JSX.Element {
  const branches = [...new Set(runs.map((run) => run.refName))].toSorted();
  const workflows = [...new Map(runs.map((run) => [run.workflow.path, run.workflow.name]))];
  const set = (name: keyof RunFilter) => (value: string) => onChange({ ...filter, [name]: value });
  return (
    <search class="run-filters">
      <SearchField value={filter.search} onChange={set('search')} />
      <SelectField
        label="Repository"
        value={filter.repository}
        options={repositories.map((name) => [name, name])}
        onChange={set('repository')}
      />
      <SelectField
        label="Branch"
        value={filter.branch}
        options={branches.map((name) => [name, name])}
        onChange={set('branch')}
      />
      <SelectField label="Workflow" value={filter.workflow} options={workflows} onChange={set('workflow')} />
      <SelectField label="State" value={filter.status} options={statuses} onChange={set('status')} />
      {isFiltered(filter) && (
        <button class="run-filters-clear" type="button" onClick={() => onChange(emptyFilter)}>
          Clear
        </button>
      )}
    </search>
  );
}

function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }): JSX.Element {
  const typed = useSignal(value);
  useEffect(() => {
    typed.value = value;
  }, [value]);
  useEffect(() => {
    if (typed.value === value) return undefined;
    const timer = setTimeout(() => onChange(typed.value), typingPause);
    return () => clearTimeout(timer);
  }, [typed.value]);
  return (
    <label class="run-search">
      <span class="unseen">Search runs</span>
      <Icon name="search" />
      <input
        class="input"
        type="search"
        placeholder="Title, commit, person…"
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}
