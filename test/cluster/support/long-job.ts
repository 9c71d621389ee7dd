import { expect } from 'vitest';
import type { Client } from '../../../src/client/client.ts';
import { type GiteaRepository, runOfEvent } from '../../support/gitea-world.ts';
import { jobWhen, logOf, workflowPath } from '../../support/platform.ts';
import { completed } from './platform-on-bed.ts';

/** A job that writes a line a second while something is done around it. */
export interface LongJob {
  /** Lets it end, and demands that it ended green, with one attempt and every line. Answers its log. */
  end(client: Client): Promise<string[]>;
}

/** Branch whose coming ends the job. */
const enough = 'enough';
const script = `for second in $(seq 7200); do
  echo "second $second"
  git ls-remote --exit-code origin refs/heads/${enough} && break
  sleep 1
done`;

/** The workflow of a job with these fields, which writes until it is told to end and then does `last`. */
export function longWorkflow(fields: object = {}, last = 'true'): string {
  const steps = [{ uses: 'actions/checkout@v4' }, { run: `${script}\n${last}` }];
  return JSON.stringify({
    on: { push: { branches: ['main'] } },
    jobs: { build: { 'runs-on': 'ubuntu-latest', ...fields, steps } },
  });
}

/** Pushes the workflow to an enabled repository that has none yet, and waits until its job writes. */
export async function startLongJob(
  starter: Client,
  repository: GiteaRepository,
  workflow = longWorkflow(),
): Promise<LongJob> {
  const { id: runId } = await runOfEvent(starter, await repository.push({ [workflowPath]: workflow }), 'push');
  await jobWhen(starter, runId, 'the job has begun', async ({ id }) => (await logOf(starter, id)).includes('second 1'));
  return {
    async end(client) {
      await repository.git('push', '--quiet', 'origin', `HEAD:refs/heads/${enough}`);
      const { conclusion, jobs } = await completed(client, runId);
      expect([conclusion, jobs[0]?.attempts.length]).toEqual(['success', 1]);
      const lines = await logOf(client, jobs[0]?.id ?? '');
      const seconds = lines.flatMap((line) => /^second (\d+)$/.exec(line)?.[1] ?? []).map(Number);
      expect(seconds).toEqual(seconds.map((_none, index) => index + 1));
      return lines;
    },
  };
}
