import { join } from 'node:path';
import type { JobMessage } from '../contract/job-message.ts';
import { openExecutor } from '../runner/executor/open.ts';
import type { Executor } from '../runner/executor/port.ts';
import type { AgentOptions } from './run-agent.ts';

/** The place where the job's steps run. Jobs share nothing but the tool cache of their repository. */
export function openJobExecutor(
  { config, serveCommand }: AgentOptions,
  job: JobMessage,
  isolation: 'sandbox' | 'none',
): Promise<Executor> {
  const { PATH } = config.environment;
  return openExecutor({
    isolation,
    root: join(config.workDir, 'job'),
    toolCache: join(config.toolCacheDir, job.repository.id),
    serveCommand,
    workspaceName: job.repository.fullName.split('/').at(-1) ?? 'workspace',
    hidden: config.hiddenDir === undefined ? [] : [config.hiddenDir],
    ...(PATH === undefined ? {} : { path: PATH }),
  });
}
