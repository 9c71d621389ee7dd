import type { JobState, RunEvent, RunState } from '../../../contract/run-state.ts';
import type { CopiedRun, RecordKinds } from '../../copy/records.ts';
import type { RunHeader } from '../../port/runs.ts';
import type { RunSettings } from '../../run-documents.ts';
import { document, integer, text } from '../reply.ts';
import type { Commands } from './commands.ts';

export async function copiedRun(redis: Commands, id: string): Promise<CopiedRun> {
  const [run, jobs] = await Promise.all([redis.hash(`run:${id}`), redis.hash(`run-jobs:${id}`)]);
  return {
    id,
    version: integer(run.version),
    planHash: text(run.planHash),
    header: document<RunHeader>(run.header),
    settings: document<RunSettings>(run.settings),
    payload: document<RunState['trigger']['payload']>(run.payload),
    jobs: byNumber(jobs).map(([, body]) => document<JobState>(body)),
  };
}

export async function copiedEvents(redis: Commands, runId: string): Promise<RecordKinds['event'][]> {
  const inbox = await redis.hash(`inbox:${runId}`);
  return byNumber(inbox).map(([seq, body]) => ({ seq, runId, event: document<RunEvent>(body) }));
}

/** Fields whose names are numbers, in order: hashes have none. */
function byNumber(fields: Record<string, string>): [number, string][] {
  const entries = Object.entries(fields).map(([name, value]): [number, string] => [integer(name), value]);
  return entries.sort(([a], [b]) => a - b);
}
