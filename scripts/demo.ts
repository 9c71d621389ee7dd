import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDashboard } from './demo/dashboard.ts';
import { followRun } from './demo/follow-run.ts';
import { startPlatform } from './demo/platform.ts';
import { pushSample } from './demo/push-sample.ts';

/**
 * `npm run demo`: starts the platform on a free port with its data in a temporary folder, pushes a sample repository
 * with the real git, shows the log as it comes, and stays up. `-- --once` exits with the run's result instead.
 */
const once = process.argv.includes('--once');
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

const folder = await mkdtemp(join(tmpdir(), 'raibid-demo-'));
try {
  await ensureDashboard();
  const platform = await startPlatform(join(folder, 'data'), stop.signal);
  try {
    const push = await pushSample(platform, join(folder, 'sample'));
    process.exitCode = await followRun(platform, push);
    if (!once) await platform.stayUp(stop.signal);
  } finally {
    await platform.stop();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
