import type { LogLine } from '../../../src/contract/log.ts';
import { request } from '../api/call.ts';
import { addressOf } from '../api/endpoint.ts';
import { endpoints } from '../api/endpoints.ts';
import { openStream } from '../state/live-stream.ts';
import type { LogLines } from './log-lines.ts';
import { readJsonLines } from './read-json-lines.ts';

export interface FollowOptions {
  jobId: string;
  attempt: number;
  running: boolean;
  /** Filled from its end on: what it holds already is not asked for again. */
  log: LogLines;
  onLines: () => void;
  onState: (state: 'loading' | 'live' | 'complete') => void;
  onProblem: (error: unknown) => void;
}

const retryPause = 2_000;

/** Brings a log up to date in one answer, then follows it line by line. */
export function followLog(options: FollowOptions): { close: () => void } {
  const abort = new AbortController();
  const { signal } = abort;
  catchUp(options, signal).then(
    () => {
      if (signal.aborted) return;
      if (options.running) followLive(options, signal);
      else options.onState('complete');
    },
    (error: unknown) => {
      if (signal.aborted) return;
      options.onProblem(error);
      const timer = setTimeout(() => {
        const again = followLog(options);
        signal.addEventListener('abort', () => again.close());
      }, retryPause);
      signal.addEventListener('abort', () => clearTimeout(timer));
    },
  );
  return { close: () => abort.abort() };
}

async function catchUp({ jobId, attempt, log, onLines }: FollowOptions, signal: AbortSignal): Promise<void> {
  const query = { attempt: String(attempt), format: 'jsonl', from: String(log.length) };
  const response = await request(addressOf(endpoints.log.path, { params: { jobId }, query }), { signal });
  if (!response.body) return;
  for await (const lines of readJsonLines<LogLine>(response.body)) {
    for (const line of lines) log.push(line);
    onLines();
  }
}

/** Follows by events whose id is `attempt:line`; lines that came already are passed over. */
function followLive(options: FollowOptions, signal: AbortSignal): void {
  const { jobId, attempt, log, onLines, onState } = options;
  onState('live');
  const stream = openStream({
    address: () => {
      const after: Record<string, string> = log.length > 0 ? { after: `${attempt}:${log.length - 1}` } : {};
      return addressOf(endpoints.logStream.path, { params: { jobId }, query: { attempt: String(attempt), ...after } });
    },
    events: {
      line: (data, id) => {
        const [ofAttempt, number] = id.split(':').map(Number);
        if (ofAttempt !== attempt || number !== log.length) return;
        log.push(data as LogLine);
        onLines();
      },
      end: () => {
        stream.close();
        onState('complete');
      },
    },
  });
  signal.addEventListener('abort', () => stream.close());
}
