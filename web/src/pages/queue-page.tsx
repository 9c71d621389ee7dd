import type { JSX } from 'preact';
import type { z } from 'zod';
import type { deadLetterSchema, QueueClassView } from '../../../src/contract/views.ts';
import { call } from '../api/call.ts';
import { endpoints } from '../api/endpoints.ts';
import { type Column, DataTable } from '../components/data-table.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Loading } from '../components/loading.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { formatDuration } from '../format/duration.ts';
import { DeadLetterRow } from '../jobs/dead-letter-row.tsx';
import { usePageTitle } from '../state/page-title.ts';
import { useInterval } from '../state/use-interval.ts';
import { useResource } from '../state/use-resource.ts';

const refreshEvery = 3_000;

type DeadLetter = z.infer<typeof deadLetterSchema>;

const columns: Column<QueueClassView>[] = [
  { title: 'Agent class', cell: (row) => <strong>{row.agentClass}</strong> },
  { title: 'Waiting', numeric: true, cell: (row) => row.waiting },
  { title: 'Running', numeric: true, cell: (row) => row.running },
  { title: 'Idle agents', numeric: true, cell: (row) => row.idleAgents },
  { title: 'At most', numeric: true, cell: (row) => row.maxAgents ?? '∞' },
  {
    title: 'Oldest waits',
    numeric: true,
    cell: (row) => (row.oldestWaitingMilliseconds === null ? '–' : formatDuration(row.oldestWaitingMilliseconds)),
  },
];

/** What waits for an agent, and what could not be finished. */
export function QueuePage(): JSX.Element {
  usePageTitle('Queue');
  const queue = useResource('queue', () => call(endpoints.queue));
  useInterval(refreshEvery, queue.refresh);
  const state = queue.data.value;
  return (
    <div class="page">
      <div class="page-title">
        <h1>Queue</h1>
        <p class="soft">Jobs that are ready and wait for an agent of their class.</p>
      </div>
      <ProblemNotice problem={queue.problem.value} />
      {state === null && queue.problem.value === null && <Loading what="the queue" />}
      {state !== null && <Classes classes={state.classes} />}
      {state !== null && <DeadLetters letters={state.deadLetters} onChange={queue.refresh} />}
    </div>
  );
}

function Classes({ classes }: { classes: QueueClassView[] }): JSX.Element {
  return (
    <Panel title="By agent class">
      {classes.length === 0 ? (
        <EmptyState icon="queue" title="Nothing waits">
          <p>A push or a re-run puts jobs here until an agent takes them, usually for less than a second.</p>
        </EmptyState>
      ) : (
        <DataTable
          caption="The queue by agent class"
          columns={columns}
          rows={classes}
          keyOf={(row) => row.agentClass}
        />
      )}
    </Panel>
  );
}

function DeadLetters(props: { letters: DeadLetter[]; onChange: () => void }): JSX.Element {
  const { letters, onChange } = props;
  return (
    <Panel title="Dead letters" note="jobs whose agents were lost too often">
      {letters.length === 0 ? (
        <EmptyState icon="check" title="None">
          <p>Every job so far has ended with a result of its own.</p>
        </EmptyState>
      ) : (
        <ul>
          {letters.map((letter) => (
            <DeadLetterRow key={letter.jobId} letter={letter} onRetried={onChange} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
