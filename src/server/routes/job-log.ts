import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { runRoutes } from '../../contract/api/runs.ts';
import type { LogLine } from '../../contract/log.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { ServerDeps } from '../deps.ts';
import { registerRoute } from '../register-route.ts';
import { loadJob } from './load-run.ts';

interface LogQuery {
  attempt?: number | undefined;
  format: 'text' | 'jsonl';
  from: number;
  timestamps: boolean;
}

/** The log of an attempt as far as it is there, as text or JSON lines. */
export function jobLogApi(app: FastifyInstance, deps: ServerDeps): void {
  registerRoute(app, runRoutes.log, ({ params, query, reply }) => sendLog(deps, params.jobId, query, reply));
}

async function sendLog(deps: ServerDeps, jobId: string, query: LogQuery, reply: FastifyReply): Promise<FastifyReply> {
  const { attempt, to } = await rangeOf(deps, jobId, query.attempt);
  const lines = deps.blobs.logs.read({ jobId, attempt, from: Math.min(query.from, to), to });
  const type = query.format === 'jsonl' ? 'application/jsonl' : 'text/plain';
  return reply
    .type(`${type}; charset=utf-8`)
    .header('raibid-attempt', attempt)
    .header('raibid-next-line', to)
    .send(Readable.from(formatLines(lines, query), { objectMode: false }));
}

/** The attempt asked for, or the newest, and the number of its lines now. A job that never began has an empty log. */
async function rangeOf(
  deps: ServerDeps,
  jobId: string,
  wanted: number | undefined,
): Promise<{ attempt: number; to: number }> {
  await loadJob(deps, jobId);
  const attempts = (await deps.store.jobs.get(jobId))?.attempts ?? [];
  const found = wanted === undefined ? attempts.at(-1) : attempts.find((view) => view.attempt === wanted);
  if (found !== undefined) return { attempt: found.attempt, to: found.logLines };
  if (wanted === undefined) return { attempt: 0, to: 0 };
  throw new RaibidError('not_found', `Job ${jobId} has no attempt ${wanted}.`);
}

async function* formatLines(
  lines: AsyncIterable<{ number: number; line: LogLine }>,
  { format, timestamps }: LogQuery,
): AsyncGenerator<string> {
  for await (const { number, line } of lines) {
    if (format === 'jsonl') yield `${JSON.stringify({ n: number, ...line })}\n`;
    else yield timestamps ? `${new Date(line.t).toISOString()} ${line.x}\n` : `${line.x}\n`;
  }
}
