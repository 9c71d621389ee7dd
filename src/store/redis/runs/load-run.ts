import type { JobState, RunEvent, RunState } from '../../../contract/run-state.ts';
import { numericId } from '../../numeric-id.ts';
import type { LoadedRun, RunHeader } from '../../port/runs.ts';
import { joinRun, type RunSettings } from '../../run-documents.ts';
import type { Connection } from '../connection.ts';
import { keyPrefix } from '../keys.ts';
import { document, integer, list, pairs, texts } from '../reply.ts';
import { script } from '../script.ts';

/** The pieces of a run as of one moment, so that version, jobs and inbox belong together. */
const loadScript = script(
  'load a run',
  [],
  `
  local run = call('HMGET', P .. 'run:' .. A.runId, 'version', 'header', 'settings', 'payload', 'planHash')
  if not run[1] then return false end
  return { run, call('GET', P .. 'plan:' .. run[5]), call('HGETALL', P .. 'run-jobs:' .. A.runId),
    call('HGETALL', P .. 'inbox:' .. A.runId) }
`,
);

export interface RunTexts {
  loaded: LoadedRun;
  /** The jobs as they are stored, by position. */
  jobTexts: string[];
}

export async function loadRunTexts(connection: Connection, runId: string): Promise<RunTexts | null> {
  if (numericId(runId) === null) return null;
  const answer = await connection.run(loadScript, { runId });
  if (answer === null) return null;
  const [run, plan, jobs, events] = list(answer);
  const [version, header, settings, payload] = texts(run);
  const jobTexts = byNumber(texts(jobs)).map(([, body]) => body);
  const state = joinRun({
    header: document<RunHeader>(header),
    settings: document<RunSettings>(settings),
    plan: document<RunState['plan']>(plan),
    payload: document<RunState['trigger']['payload']>(payload),
    jobs: jobTexts.map((body) => document<JobState>(body)),
  });
  const inbox = byNumber(texts(events)).map(([seq, body]) => ({ seq, event: document<RunEvent>(body) }));
  return { loaded: { state, version: integer(version), events: inbox }, jobTexts };
}

/** Ids of runs whose inbox is not empty, oldest event first. */
export async function dirtyRuns({ read }: Pick<Connection, 'read'>, limit: number): Promise<string[]> {
  return limit < 1 ? [] : texts(await read('ZRANGE', `${keyPrefix}dirty`, '0', String(limit - 1)));
}

/** Hashes have no order; their names are numbers here. */
function byNumber(flat: string[]): [number, string][] {
  const entries = pairs(flat).map(([name, value]): [number, string] => [integer(name), value]);
  return entries.sort(([a], [b]) => a - b);
}
