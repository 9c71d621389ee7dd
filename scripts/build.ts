import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from './build/bundle.ts';
import { writeLicences } from './build/licences.ts';
import { root, runShown } from './command.ts';

/**
 * `npm run build`: everything the published package needs in dist/: the three programs with their libraries bundled,
 * the dashboard, and the licences of what was bundled. The dashboard that servers of this clone show, web/dist/, stays as
 * it is: one may be running.
 */
const dist = join(root, 'dist');
await rm(dist, { recursive: true, force: true });
const packages = await bundle(dist);
await writeLicences(packages, join(dist, 'THIRD-PARTY-LICENSES.txt'));
const toDist = ['--outDir', join(dist, 'web'), '--emptyOutDir'];
if ((await runShown('npm', ['run', '--silent', 'build:web', '--', ...toDist])) !== 0)
  throw new Error('the dashboard could not be built');
