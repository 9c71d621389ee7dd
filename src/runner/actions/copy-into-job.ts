import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { RaibidError } from '../../shared/errors.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import { processEnv } from '../job/process-env.ts';
import { runTool } from '../steps/run-tool.ts';
import { makeFolder } from './make-folder.ts';

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
  const choice = ['--no-recursion', '--ignore-failed-read', '--null', '--verbatim-files-from', '--files-from=-'];
  await pack(runtime, from, choice, names.join('\0'), to);
}

/** The same for a whole folder, without git's own. */
export async function copyTreeIntoJob(runtime: JobRuntime, from: string, to: string): Promise<void> {
  await pack(runtime, from, ['--exclude=./.git', '.'], '', to);
}

async function pack(
  runtime: JobRuntime,
  from: string,
  choice: readonly string[],
  input: string,
  to: string,
): Promise<void> {
  const env = processEnv(runtime, runtime.github, runtime.env);
  await makeFolder(runtime.executor, env, to);
  const packer = spawn('tar', ['-C', from, '--create', ...choice], { stdio: ['pipe', 'pipe', 'ignore'] });
  packer.stdin.on('error', () => undefined);
  packer.stdin.end(input);
  const packed = once(packer, 'close');
  // Read from the start: Node throws away what nobody reads of a child that has ended.
  const archive = packer.stdout.pipe(new PassThrough());
  const unpacked = await runTool(runtime.executor, {
    argv: ['tar', '-C', to, '--extract', '--no-same-owner'],
    cwd: '/',
    env,
    stdin: archive,
  });
  packer.stdout.destroy();
  await packed;
  if (unpacked.code === 0) return;
  throw new RaibidError(
    'too_large',
    `Copying files into ${to} failed: ${unpacked.stderr.trim().split('\n', 1)[0] ?? ''}`,
    {
      hint: 'Look at the free space on the disk of the work folder.',
    },
  );
}
