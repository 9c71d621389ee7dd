import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The infra/ folder of this package: beside src/ in a clone, beside dist/ in the published package. */
export function infraFolder(): string {
  for (const up of ['..', '../..', '../../..']) {
    const folder = fileURLToPath(new URL(`${up}/infra`, new URL('.', import.meta.url)));
    if (existsSync(`${folder}/components.yaml`)) return folder;
  }
  throw new Error(`infra/ is not where this file expects it: ${import.meta.url}`);
}
