import type { Result } from '../../contract/status.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import type { StepRun } from '../steps/step-run.ts';
import { downloadArtifact } from './artifact/download-artifact.ts';
import { uploadArtifact } from './artifact/upload-artifact.ts';
import { cache, cacheRestore, cacheSave } from './cache/cache.ts';
import { checkout } from './checkout/checkout.ts';

/** An action that this package carries itself: it needs no internet and no Node in the job's place. */
export interface BuiltInAction {
  /** Names and defaults, as in the action's own action.yml. */
  inputs: Readonly<Record<string, string>>;
  required?: readonly string[];
  run(runtime: JobRuntime, step: StepRun, inputs: Readonly<Record<string, string>>): Promise<Result>;
}

/** By `owner/name[/path]` in lower case; the ref is ignored: all versions that are in use behave alike here. */
const builtInActions: ReadonlyMap<string, BuiltInAction> = new Map([
  ['actions/checkout', checkout],
  ['actions/upload-artifact', uploadArtifact],
  ['actions/download-artifact', downloadArtifact],
  ['actions/cache', cache],
  ['actions/cache/restore', cacheRestore],
  ['actions/cache/save', cacheSave],
]);

export function findBuiltIn(uses: string): BuiltInAction | undefined {
  return builtInActions.get(uses.replace(/@.*$/, '').toLowerCase());
}
