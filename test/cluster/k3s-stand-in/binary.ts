import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./main.ts', import.meta.url));

/**
 * Content of a file named `k3s` that stands in for k3s, which cannot be built from Go modules. It takes k3s's real flags
 * and files, says it is `version`, and is a cluster by one of two means: `answers` is one node and nothing else;
 * `bed:<name>` is the bed of that name in the network of whoever
 * starts it.
 */
export function k3sStandIn(version: string, means: 'answers' | `bed:${string}` = 'answers'): string {
  // What the bed is made of is in the cache of whoever runs the tests.
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return `#!/bin/sh\nXDG_CACHE_HOME='${cache}' exec '${process.execPath}' '${program}' '${version}' '${means}' "$@"\n`;
}
