import { posix } from 'node:path';
import { addWarning } from '../../commands/issues.ts';
import { findFiles } from '../../glob/find-files.ts';
import type { JobRuntime } from '../../job/job-runtime.ts';
import { processEnv } from '../../job/process-env.ts';
import type { StepRun } from '../../steps/step-run.ts';
import { packArchive } from '../archive.ts';
import { cacheKeys, cacheVersion } from './cache-key.ts';

/** Of gzip: a cache is written and read more often than it is kept. */
const fastest = 1;

type Inputs = Readonly<Record<string, string>>;

/** Packs the paths and stores them. A cache that cannot be stored is a warning, as with the action itself. */
export async function saveCache(runtime: JobRuntime, step: StepRun, inputs: Inputs): Promise<void> {
  const { key } = cacheKeys(inputs);
  try {
    const names = await selectPaths(runtime, step, inputs.path ?? '');
    if (names.length === 0) {
      await addWarning(
        runtime,
        step.index,
        'Path Validation Error: Path(s) specified in the action for caching do(es) not exist, hence no cache is being saved.',
      );
      return;
    }
    const root = runtime.executor.layout.workspace;
    const saved = await packArchive(
      runtime,
      step,
      { root, names, level: fastest, parameters: ['--absolute-names'] },
      (archive) => runtime.ports.caches.save({ key, version: cacheVersion(inputs), archive }),
    );
    await runtime.log.line(
      step.index,
      saved ? `Cache saved with key: ${key}` : `A cache with the key ${key} exists already: it is kept as it is.`,
    );
  } catch (error) {
    if (step.signal.aborted) throw error;
    await addWarning(runtime, step.index, `Failed to save: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Matches themselves, not what is below them: tar goes into folders by itself. Relative to the workspace. */
async function selectPaths(runtime: JobRuntime, step: StepRun, patterns: string): Promise<string[]> {
  const { workspace, home } = runtime.executor.layout;
  const { paths } = await findFiles(runtime.executor, processEnv(runtime, step.github, step.env), patterns, {
    root: workspace,
    home,
    implicitDescendants: false,
    followSymlinks: false,
    excludeHidden: false,
  });
  return paths.map(({ path }) => posix.relative(workspace, path) || '.');
}
