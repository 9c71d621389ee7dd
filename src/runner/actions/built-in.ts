import { downloadArtifact } from './artifact/download-artifact.ts';
import { uploadArtifact } from './artifact/upload-artifact.ts';
import type { BuiltInAction } from './built-in-action.ts';
import { cache, cacheRestore, cacheSave } from './cache/cache.ts';
import { checkout } from './checkout/checkout.ts';

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
