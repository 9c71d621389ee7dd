import type { JSX } from 'preact';
import type { AgentView } from '../../../src/contract/views.ts';
import { call } from '../api/call.ts';
import { endpoints } from '../api/endpoints.ts';
import { Age } from '../components/age.tsx';
import { type Column, DataTable } from '../components/data-table.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Loading } from '../components/loading.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { Sign } from '../components/sign.tsx';
import { jobPath } from '../router/page.ts';
import type { Tone } from '../runs/tone.ts';
import { usePageTitle } from '../state/page-title.ts';
import { useInterval } from '../state/use-interval.ts';
import { useResource } from '../state/use-resource.ts';

const refreshEvery = 3_000;

const toneOfAgent: Record<AgentView['state'], Tone> = { starting: 'queued', idle: 'success', busy: 'running' };
const stateWords: Record<AgentView['state'], string> = { starting: 'Starting', idle: 'Idle, ready', busy: 'Working' };

const columns: Column<AgentView>[] = [
  {
    title: 'State',
    cell: (agent) => (
      <span class="with-sign">
        <Sign tone={toneOfAgent[agent.state]} label={false} />
        {stateWords[agent.state]}
      </span>
    ),
  },
  { title: 'Agent', cell: (agent) => <span class="mono">{agent.name}</span> },
  { title: 'Class', cell: (agent) => agent.agentClass },
  {
    title: 'Job',
    cell: (agent) =>
      agent.jobId === null ? <span class="soft">none</span> : <a href={jobPath(agent.jobId)}>{agent.jobId}</a>,
  },
  { title: 'Isolation', cell: (agent) => (agent.isolation === 'sandbox' ? 'Sandbox' : 'None') },
  { title: 'Started', cell: (agent) => <Age at={agent.startedAt} /> },
  { title: 'Last seen', cell: (agent) => <Age at={agent.lastSeenAt} /> },
];

/** Who runs the jobs, and how safely. */
export function AgentsPage(): JSX.Element {
  usePageTitle('Agents');
  const agents = useResource('agents', () => call(endpoints.agents));
  const info = useResource('info', () => call(endpoints.info));
  useInterval(refreshEvery, agents.refresh);
  const list = agents.data.value?.agents;
  return (
    <div class="page">
      <div class="page-title">
        <h1>Agents</h1>
        {info.data.value && (
          <p class="soft">
            At most {info.data.value.maxAgents ?? 'unlimited'} at once, {info.data.value.warmAgents} kept warm.
            Isolation: {info.data.value.isolation}. {info.data.value.isolationReason}
          </p>
        )}
      </div>
      <ProblemNotice problem={agents.problem.value} />
      {list === undefined && agents.problem.value === null && <Loading what="agents" />}
      {list !== undefined && (
        <Panel title="Seen lately" note={String(list.length)}>
          {list.length === 0 ? (
            <EmptyState icon="agents" title="No agent is running">
              <p>
                That is fine while nothing waits: agents are started for jobs and leave when there is nothing to do.
              </p>
            </EmptyState>
          ) : (
            <DataTable caption="Agents" columns={columns} rows={list} keyOf={(agent) => agent.id} />
          )}
        </Panel>
      )}
    </div>
  );
}
