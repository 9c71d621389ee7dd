import type { JobState, RunState } from '../contract/run-state.ts';
import type { RunHeader } from './port/runs.ts';

/** What seldom changes, beside header and jobs, and what no list shows. */
export type RunSettings = Pick<RunState, 'inputs' | 'vars' | 'calls'>;

/** A run in the pieces it is stored in, by how often they change and who reads them. */
export interface RunPieces {
  header: RunHeader;
  settings: RunSettings;
  jobs: JobState[];
  plan: RunState['plan'];
  payload: RunState['trigger']['payload'];
}

export function splitRun(state: RunState): RunPieces {
  const { plan, jobs, inputs, vars, calls, trigger, ...rest } = state;
  const { payload, ...source } = trigger;
  const header = { ...rest, workflow: { name: plan.name, path: plan.path }, trigger: source };
  const settings = { inputs, vars, ...(calls !== undefined && { calls }) };
  return { header, settings, jobs, plan, payload };
}

export function joinRun({ header, settings, jobs, plan, payload }: RunPieces): RunState {
  const { workflow: _, trigger, ...rest } = header;
  return { ...rest, ...settings, jobs, plan, trigger: { ...trigger, payload } };
}
