import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { JsonValue } from '../../shared/json.ts';
import type { Fault } from '../finding.ts';
import { localResources } from '../sources/kustomization.ts';

/** Files and folders that a kustomization names and that are not there. */
export function checkKustomizationFiles(file: string, value: JsonValue): Fault[] {
  return localResources(value)
    .filter(({ path }) => !existsSync(resolve(dirname(file), path)))
    .map(({ at, path }) => ({
      rule: 'missing-file',
      message: `there is no file or folder ${path}`,
      hint: 'Correct the path, or add the file.',
      path: at,
      target: 'value',
    }));
}
