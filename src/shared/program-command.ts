import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The command line that starts a program of this package with the Node.js that runs now: the sources in a clone, the
 * bundle in the published package.
 */
export function programCommand(program: 'raibid-agent' | 'raibid-server' | 'raibid-cli'): [string, string] {
  for (const up of ['..', '../..', '../../..']) {
    for (const file of [`src/bin/${program}.ts`, `dist/${program}.js`]) {
      const path = fileURLToPath(new URL(`${up}/${file}`, new URL('.', import.meta.url)));
      if (existsSync(path)) return [process.execPath, path];
    }
  }
  throw new Error(`${program} is not where this file expects it: ${import.meta.url}`);
}
