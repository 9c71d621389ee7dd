import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobResult, JobSpec } from '../../contract/job-message.ts';
import { runJob } from '../../runner/run-job.ts';
import { passSecrets } from '../../workflow/pass-secrets.ts';
import { jobEnvironment } from './job-environment.ts';
import { openJobExecutor } from './job-executor.ts';
import type { JobWorld } from './job-world.ts';
import { runnerPorts } from './runner-ports.ts';

/** How long processes that a job left behind get to end by themselves. */
const grace = 2000;

/** Runs the steps of one job in a folder of its own, which is removed afterwards. */
export async function performJob(spec: JobSpec, cancel: AbortSignal, world: JobWorld): Promise<JobResult> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-run-'));
  const baseEnv = jobEnvironment(world.userEnv);
  const executor = await openJobExecutor(spec, folder, baseEnv, world);
  const message = {
    ...spec,
    env: [...spec.env, world.env],
    github: { ...spec.github, ...world.github },
    attempt: 1,
    secrets: passSecrets(spec, world.secrets, ''),
    jobToken: world.secrets.GITHUB_TOKEN ?? '',
    serverUrl: 'http://localhost',
  };
  try {
    return await runJob(message, executor, runnerPorts(spec, world), {
      cancel,
      runner: { name: 'local', baseEnv, node: process.execPath },
    });
  } finally {
    await executor.close(grace);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
