import type { JobState, RunState } from '../contract/run-state.ts';
import type { RunHeader } from './port/runs.ts';

/** What a rerun may change beside header and jobs. */
export interface RunSettings {
  inputs: RunState['inputs'];
  vars: RunState['vars'];
}

/** A run in the pieces it is stored in, by how often they change and who reads them. */
export interface RunPieces {
  header: RunHeader;
  settings: RunSettings;
  jobs: JobState[];
  plan: RunState['plan'];
  payload: RunState['trigger']['payload'];
}

export function splitRun(state: RunState): RunPieces {
  const { plan, jobs, inputs, vars, trigger, ...rest } = state;
  const { payload, ...source } = trigger;
  const header = { ...rest, workflow: { name: plan.name, path: plan.path }, trigger: source };
  return { header, settings: { inputs, vars }, jobs, plan, payload };
}

export function joinRun({ header, settings, jobs, plan, payload }: RunPieces): RunState {
  const { workflow: _, trigger, ...rest } = header;
  return { ...rest, ...settings, jobs, plan, trigger: { ...trigger, payload } };
}
