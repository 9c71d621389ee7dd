import { createHash } from 'node:crypto';
import { RaibidError } from '../../../shared/errors.ts';
import { linesInput } from '../action-inputs.ts';

type Inputs = Readonly<Record<string, string>>;

/** Changed when archives are made differently: older caches then do not match. */
const archiveForm = 'tar-gz-1';

/** A cache made for other paths must not be restored: their digest is part of its identity. */
export function cacheVersion(inputs: Inputs): string {
  const paths = linesInput(inputs, 'path');
  return createHash('sha256')
    .update([...paths, archiveForm].join('|'))
    .digest('hex');
}

/** Key and restore keys, checked by GitHub's rules. */
export function cacheKeys(inputs: Inputs): { key: string; restoreKeys: string[] } {
  const key = inputs.key ?? '';
  const restoreKeys = linesInput(inputs, 'restore-keys');
  for (const one of [key, ...restoreKeys]) {
    if (one.length > 512)
      throw new RaibidError('input_invalid', `The cache key '${one.slice(0, 60)}...' is longer than 512 characters.`);
    if (one.includes(',')) throw new RaibidError('input_invalid', `The cache key '${one}' must not hold a comma.`);
  }
  if (restoreKeys.length > 9) throw new RaibidError('input_invalid', 'A cache takes at most 10 keys.');
  return { key, restoreKeys };
}
