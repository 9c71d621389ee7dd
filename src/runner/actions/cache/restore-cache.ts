import { RaibidError } from '../../../shared/errors.ts';
import { addWarning } from '../../commands/issues.ts';
import type { JobRuntime } from '../../job/job-runtime.ts';
import type { StepRun } from '../../steps/step-run.ts';
import { booleanInput } from '../action-inputs.ts';
import { unpackArchive } from '../archive.ts';
import { cacheKeys, cacheVersion } from './cache-key.ts';

type Inputs = Readonly<Record<string, string>>;

/**
 * Looks a cache up and unpacks it. `exact`: the primary key itself was there. A cache that cannot be read is a warning:
 * a build without its cache is slow, not wrong.
 */
export async function restoreCache(runtime: JobRuntime, step: StepRun, inputs: Inputs): Promise<{ exact: boolean }> {
  const { key, restoreKeys } = cacheKeys(inputs);
  step.outputs['cache-primary-key'] = key;
  const found = await runtime.ports.caches.find({ key, restoreKeys, version: cacheVersion(inputs) });
  if (found === null) return missed(runtime, step, inputs, [key, ...restoreKeys]);
  const exact = found.key === key;
  if (booleanInput(inputs, 'lookup-only')) {
    await runtime.log.line(step.index, `Cache found and can be restored from key: ${found.key}`);
  } else if (!(await unpack(runtime, step, found))) {
    return { exact: false };
  }
  Object.assign(step.outputs, { 'cache-hit': String(exact), 'cache-matched-key': found.key });
  return { exact };
}

async function unpack(
  runtime: JobRuntime,
  step: StepRun,
  found: { id: string; key: string; size: number },
): Promise<boolean> {
  try {
    const archive = await runtime.ports.caches.download(found.id);
    await unpackArchive(runtime, step, archive, runtime.executor.layout.workspace, ['--absolute-names']);
    await runtime.log.line(step.index, `Cache restored from key: ${found.key} (${found.size} bytes)`);
    return true;
  } catch (error) {
    if (step.signal.aborted) throw error;
    await addWarning(
      runtime,
      step.index,
      `Failed to restore: ${error instanceof Error ? error.message : String(error)}`,
    );
    return false;
  }
}

async function missed(runtime: JobRuntime, step: StepRun, inputs: Inputs, keys: string[]): Promise<{ exact: false }> {
  const message = `Cache not found for input keys: ${keys.join(', ')}`;
  if (booleanInput(inputs, 'fail-on-cache-miss')) {
    throw new RaibidError(
      'not_found',
      `Failed to restore cache entry. Exiting as fail-on-cache-miss is set. ${message}`,
    );
  }
  await runtime.log.line(step.index, message);
  return { exact: false };
}
