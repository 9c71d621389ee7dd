import { createInterface } from 'node:readline';
import type { Client } from '../../../client/client.ts';
import { runRoutes } from '../../../contract/api/runs.ts';
import { type LogLine, logLineSchema } from '../../../contract/log.ts';
import type { CommandContext } from '../../command.ts';

/** The lines that the server has of one attempt (the newest when undefined), as a stream. */
export async function* storedLines(
  client: Client,
  job: { id: string },
  attempt: number | undefined,
  context: Pick<CommandContext, 'signal'>,
): AsyncGenerator<LogLine> {
  const bytes = await client.download(
    runRoutes.log,
    { params: { jobId: job.id }, query: { format: 'jsonl', attempt } },
    { signal: context.signal },
  );
  for await (const text of createInterface({ input: bytes, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (text !== '') yield logLineSchema.parse(JSON.parse(text));
  }
}
