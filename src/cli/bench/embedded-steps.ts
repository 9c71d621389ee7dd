import { readEvents } from '../../client/events.ts';
import { runRoutes } from '../../contract/api/runs.ts';
import type { JobView } from '../../contract/views.ts';
import { RaibidError } from '../../shared/errors.ts';
import { jobIdOf } from '../../shared/ids.ts';
import { createTree, untilThere } from './bench-git.ts';
import { type BenchServerOptions, startBenchServer } from './bench-server.ts';
import { type Figure, rounded } from './figures.ts';
import { stepsWorkflow } from './step-overhead.ts';

const steps = 100;

/** Milliseconds a step that does nothing takes in a job of an agent, whose log and progress go to the server. */
export async function measureEmbeddedSteps(
  options: Pick<BenchServerOptions, 'env' | 'program' | 'isolation'> & { signal: AbortSignal },
): Promise<number> {
  const server = await startBenchServer({ ...options, maxAgents: 1, warm: 1 });
  try {
    const tree = await createTree(server, 'steps');
    await tree.commit({ '.github/workflows/steps.yml': stepsWorkflow(steps) });
    const pushed = await tree.push();
    if (pushed === null) throw new RaibidError('internal', 'the push named no run');
    const params = { jobId: jobIdOf(pushed.runId, 'build', '') };
    const { signal } = options;
    await untilThere(async () => {
      for await (const _ of readEvents(server.client, runRoutes.logStream, { params }, { signal }));
    });
    return perStep(await server.client.call(runRoutes.job, { params }));
  } finally {
    await server.stop();
  }
}

/** From the start of the first step of the workflow to the end of its last. */
function perStep(job: JobView): number {
  const own = job.steps.filter(({ name }) => name.startsWith('Run '));
  const starts = own.map(({ startedAt }) => startedAt ?? Number.NaN);
  const ends = own.map(({ completedAt }) => completedAt ?? Number.NaN);
  return (Math.max(...ends) - Math.min(...starts)) / own.length;
}

export function embeddedStepFigures(milliseconds: Record<'sandbox' | 'none', number>): Figure[] {
  return [
    { what: 'a step that does nothing, agent in the sandbox', value: rounded(milliseconds.sandbox), unit: 'ms' },
    { what: 'the same, agent without a sandbox', value: rounded(milliseconds.none), unit: 'ms' },
  ];
}
