import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { root, runQuietly } from '../command.ts';

/** Builds the dashboard when it was never built, or when its sources are newer. */
export async function ensureDashboard(): Promise<void> {
  const built = await stat(join(root, 'web/dist/index.html')).then(
    (found) => found.mtimeMs,
    () => 0,
  );
  if (built > (await newestChange(join(root, 'web')))) return;
  console.log('Building the dashboard...');
  await access(join(root, 'web/vite.config.ts'));
  await runQuietly('npm', ['run', '--silent', 'build:web']);
}

async function newestChange(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true });
  const times = entries
    .filter((entry) => entry.name !== 'dist' && entry.name !== 'node_modules')
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? newestChange(path) : stat(path).then((found) => found.mtimeMs);
    });
  return Math.max(0, ...(await Promise.all(times)));
}
