import type { Readable } from 'node:stream';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RaibidError } from '../../shared/errors.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import { processEnv } from '../job/process-env.ts';
import { collectText } from '../steps/run-tool.ts';
import type { StepRun } from '../steps/step-run.ts';
import { makeFolder } from './make-folder.ts';

/** How an archive is made. */
export interface PackOptions {
  /** Folder that the names are relative to. */
  root: string;
  names: readonly string[];
  /** Of gzip, 1 to 9. */
  level: number;
  /** Extra parameters of GNU tar. */
  parameters: readonly string[];
}

/**
 * Packs files of the job's place into a tar.gz and hands the stream to `consume` while tar writes it: nothing is kept
 * here. Tar runs inside, so it reads what the job can read and no more.
 */
export async function packArchive<T>(
  runtime: JobRuntime,
  step: StepRun,
  options: PackOptions,
  consume: (archive: Readable) => Promise<T>,
): Promise<T> {
  const child = await runtime.executor.spawn({
    argv: [
      'tar',
      '-C',
      options.root,
      '--create',
      `--use-compress-program=gzip -${options.level}`,
      ...options.parameters,
      '--null',
      '--verbatim-files-from',
      '--files-from=-',
    ],
    cwd: '/',
    tool: true,
    env: processEnv(runtime, step.github, step.env),
    stdin: fromText(options.names.join('\0')),
  });
  const stop = () => child.kill('SIGKILL');
  step.signal.addEventListener('abort', stop, { once: true });
  const archive = new PassThrough();
  // A tar that fails must not leave a whole-looking archive behind: the stream ends only when tar ended well.
  const sent = pipeline(child.stdout, archive, { end: false });
  const complaint = collectText(child.stderr);
  const finished = Promise.all([sent, complaint, child.exit]).then(([, stderr, { code }]) => {
    // 1: a file changed while it was read, which is the job's own affair.
    if (code === 0 || code === 1) archive.end();
    else archive.destroy(failure('Packing', stderr));
  });
  finished.catch((error: Error) => archive.destroy(error));
  try {
    const [taken] = await Promise.all([consume(archive), finished]);
    return taken;
  } catch (error) {
    stop();
    throw error;
  } finally {
    step.signal.removeEventListener('abort', stop);
    archive.destroy();
  }
}

/** Unpacks a tar.gz inside the job's place. Hostile names in it can harm nothing but the job. */
export async function unpackArchive(
  runtime: JobRuntime,
  step: StepRun,
  archive: Readable,
  root: string,
  parameters: readonly string[],
): Promise<void> {
  const env = processEnv(runtime, step.github, step.env);
  await makeFolder(runtime.executor, env, root);
  const child = await runtime.executor.spawn({
    argv: ['tar', '-C', root, '--extract', '--gzip', '--no-same-owner', ...parameters],
    cwd: '/',
    tool: true,
    env,
    stdin: archive,
  });
  const stop = () => child.kill('SIGKILL');
  step.signal.addEventListener('abort', stop, { once: true });
  let broken: Error | null = null;
  archive.on('error', (error: Error) => {
    broken = error;
  });
  const [stderr, , { code }] = await Promise.all([collectText(child.stderr), collectText(child.stdout), child.exit]);
  step.signal.removeEventListener('abort', stop);
  if (broken !== null) throw broken;
  if (code !== 0) throw failure('Unpacking', stderr);
}

function failure(what: string, stderr: string): RaibidError {
  const said = stderr.split('\n').find((line) => line.trim() !== '') ?? 'tar ended without a word';
  return new RaibidError(
    /No space left/i.test(stderr) ? 'too_large' : 'input_invalid',
    `${what} the archive failed: ${said.trim()}`,
  );
}

function fromText(text: string): Readable {
  const stream = new PassThrough();
  stream.end(text);
  return stream;
}
