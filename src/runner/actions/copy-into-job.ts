import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { RaibidError } from '../../shared/errors.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import { processEnv } from '../job/process-env.ts';
import { runTool } from '../steps/run-tool.ts';

/**
 * Copies files of the runner's side into the job's place, as a tar stream: modes and symbolic links stay, links are not
 * followed. Names that are gone meanwhile are left out. `names` are relative to `from`.
 */
export async function copyIntoJob(
  runtime: JobRuntime,
  from: string,
  names: readonly string[],
  to: string,
): Promise<void> {
  const env = processEnv(runtime, runtime.github, runtime.env);
  await runTool(runtime.executor, { argv: ['mkdir', '-p', '--', to], cwd: '/', env });
  const packer = spawn(
    'tar',
    [
      '-C',
      from,
      '--create',
      '--no-recursion',
      '--ignore-failed-read',
      '--null',
      '--verbatim-files-from',
      '--files-from=-',
    ],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  packer.stdin.on('error', () => undefined);
  packer.stdin.end(names.join('\0'));
  const packed = once(packer, 'close');
  const unpacked = await runTool(runtime.executor, {
    argv: ['tar', '-C', to, '--extract', '--no-same-owner'],
    cwd: '/',
    env,
    stdin: packer.stdout,
  });
  await packed;
  if (unpacked.code !== 0)
    throw new RaibidError('internal', `Copying files into ${to} failed: ${unpacked.stderr.trim()}`);
}
