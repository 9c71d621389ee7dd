import { readFileSync } from 'node:fs';

/** Version of this package, from the nearest package.json above this file: in a clone and in the bundled `dist` alike. */
export function packageVersion(): string {
  for (const up of ['..', '../..', '../../..']) {
    const version = versionIn(new URL(`${up}/package.json`, new URL('.', import.meta.url)));
    if (version !== null) return version;
  }
  return '0.0.0';
}

function versionIn(file: URL): string | null {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof content !== 'object' || content === null) return null;
    return 'name' in content && content.name === 'raibid-ci' && 'version' in content ? String(content.version) : null;
  } catch {
    return null;
  }
}
