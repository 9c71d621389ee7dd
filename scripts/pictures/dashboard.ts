import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { runRoutes } from '../../src/contract/api/runs.ts';
import type { Platform } from '../demo/platform.ts';
import type { Push } from '../demo/push-sample.ts';

/** A run with its jobs, in dark and light. */
export async function picturesOfDashboard(
  browser: Browser,
  platform: Platform,
  push: Push,
  target: string,
): Promise<void> {
  await finished(platform, push.runId);
  for (const colorScheme of ['dark', 'light'] as const) {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width: 1280, height: 800 },
      deviceScaleFactor: 1.5,
    });
    const page = await context.newPage();
    await logIn(page, platform);
    await page.goto(`${platform.url}/runs/${push.runId}`);
    await page.getByText('report', { exact: true }).first().waitFor();
    await page.screenshot({ path: join(target, `dashboard-${colorScheme}.png`) });
    await context.close();
  }
}

async function logIn(page: Page, platform: Platform): Promise<void> {
  const answer = await page.request.post(`${platform.url}/api/v1/session`, {
    data: { token: platform.token },
    headers: { origin: platform.url },
  });
  if (!answer.ok()) throw new Error(`the dashboard did not let us in: ${answer.status()}`);
}

async function finished(platform: Platform, runId: string): Promise<void> {
  for (;;) {
    const run = await platform.client.call(runRoutes.get, { params: { runId } });
    if (run.status === 'completed') return;
    await new Promise((wake) => setTimeout(wake, 200));
  }
}
