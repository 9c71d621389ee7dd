import type { LogLine } from '../../../src/contract/log.ts';
import type { JobView } from '../../../src/contract/views.ts';
import { request } from '../api/call.ts';
import { addressOf } from '../api/endpoint.ts';
import { endpoints } from '../api/endpoints.ts';
import { LogLines } from '../log/log-lines.ts';
import { readJsonLines } from '../log/read-json-lines.ts';
import { useResource } from '../state/use-resource.ts';

/** Enough to hold the failed step's last words before the steps that clean up after it. */
const readAtMost = 300;

export interface LogEnd {
  /** Number of the first line that was read, counted from 0. */
  from: number;
  lines: LogLines;
}

/** The last lines of a finished job's log; null until they are there, or when it has none. */
export function useLogEnd(job: JobView): LogEnd | null {
  const length = job.attempts.find(({ attempt }) => attempt === job.attempt)?.logLines ?? 0;
  return useResource(`${job.id} ${job.attempt} ${length}`, () => readLogEnd(job, length)).data.value;
}

async function readLogEnd(job: JobView, length: number): Promise<LogEnd | null> {
  if (length === 0) return null;
  const from = Math.max(0, length - readAtMost);
  const query = { attempt: String(job.attempt), format: 'jsonl', from: String(from) };
  const { body } = await request(addressOf(endpoints.log.path, { params: { jobId: job.id }, query }));
  const lines = new LogLines();
  if (body) for await (const batch of readJsonLines<LogLine>(body)) for (const line of batch) lines.push(line);
  return { from, lines };
}
