import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { root } from './command.ts';
import { ensureDashboard } from './demo/dashboard.ts';
import { startPlatform } from './demo/platform.ts';
import { pushSample } from './demo/push-sample.ts';
import { picturesOfDashboard } from './pictures/dashboard.ts';
import { picturesOfTerminal } from './pictures/terminal.ts';

/**
 * `npm run pictures`: makes docs/pictures/ again from the real thing: the dashboard in Chromium, the terminal from what
 * the commands print. Needs Chromium (`chromium` on the PATH, or CHROMIUM).
 */
const target = join(root, 'docs/pictures');
const folder = await mkdtemp(join(tmpdir(), 'raibid-pictures-'));
await mkdir(target, { recursive: true });
await ensureDashboard();
const platform = await startPlatform(join(folder, 'data'), new AbortController().signal);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' });
try {
  const push = await pushSample(platform, join(folder, 'sample'));
  await picturesOfDashboard(browser, platform, push, target);
  await picturesOfTerminal(browser, platform, push, target);
} finally {
  await browser.close();
  await platform.stop();
  await rm(folder, { recursive: true, force: true });
}
