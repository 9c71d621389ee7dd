import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { browserLimits, buildDashboard, launchBrowser, openPage } from './support/browser.ts';
import { ticksOf, untilTick } from './support/drawn-log.ts';
import { finished, type Platform, pushWorkflow, runOf, startPlatform, workflowPath } from './support/platform.ts';
import { until } from './support/until.ts';

vi.setConfig(browserLimits);

let platform: Platform;
let browser: Browser;
let dashboard: Awaited<ReturnType<typeof buildDashboard>>;

beforeAll(async () => {
  dashboard = await buildDashboard();
  platform = await startPlatform({}, { dashboard: dashboard.folder });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
  await dashboard?.remove();
});

/** Pushes a workflow of these steps, waits for its end and answers the id of its only job. */
async function finishedJob(name: string, ...scripts: string[]): Promise<string> {
  const repository = await platform.repository(name);
  const sha = await repository.push({ [workflowPath]: pushWorkflow(...scripts) });
  const run = await finished(platform.client, (await runOf(platform.client, sha)).id);
  return run.jobs[0]?.id ?? '';
}

const logOf = (page: Page): Locator => page.getByRole('log');
const drawnLines = (page: Page): Promise<number> => logOf(page).locator('.log-line').count();

describe('a log of 100,000 lines', () => {
  it('draws what is in view only, goes to any line, and is searched to its end', async () => {
    const jobId = await finishedJob('long', 'seq -f "line %.0f of many" 100000');
    const { page, complaints } = await openPage(browser, platform);
    await page.goto(`/jobs/${jobId}`);
    await page.getByRole('button', { name: 'Open all steps' }).click();
    await logOf(page).getByText('line 1 of many', { exact: true }).waitFor();
    expect(await drawnLines(page)).toBeLessThan(120);

    await page.getByLabel('Search the log').fill('LINE 99998 OF');
    await logOf(page).getByText('line 99998 of many').waitFor();
    await page.getByText('1 of 1').waitFor();
    expect(await drawnLines(page)).toBeLessThan(120);

    await logOf(page).press('Home');
    await logOf(page).getByText('line 1 of many', { exact: true }).waitFor();
    await logOf(page).press('End');
    await logOf(page).getByText('line 100000 of many').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('a permalink', () => {
  it('opens the step and the group of its line and marks it', async () => {
    const jobId = await finishedJob('permalink', 'true', 'echo "::group::Hidden"; seq 300; echo "::endgroup::"');
    const { page } = await openPage(browser, platform);
    await page.goto(`/jobs/${jobId}`);
    const number = await lineNumberOf(page, jobId, '250');
    await page.goto(`/jobs/${jobId}#L${number}`);
    await logOf(page).locator('.log-target').getByText('250', { exact: true }).waitFor();
    await page.context().close();
  });

  it('is what a line number gives', async () => {
    const jobId = await finishedJob('number', 'echo "mark me"');
    const { page } = await openPage(browser, platform);
    await page.goto(`/jobs/${jobId}`);
    const row = logOf(page)
      .locator('.log-line')
      .filter({ hasText: /mark me$/ })
      .last();
    await row.getByRole('link').click();
    await logOf(page).locator('.log-target').getByText('mark me').waitFor();
    expect(page.url()).toMatch(/#L\d+$/);
    await page.context().close();
  });
});

async function lineNumberOf(page: Page, jobId: string, text: string): Promise<number> {
  const answer = await page.request.get(`/api/v1/jobs/${jobId}/log`);
  return (await answer.text()).split('\n').lastIndexOf(text) + 1;
}

describe('how lines look', () => {
  it('groups fold, colours and errors show, hostile text stays text', async () => {
    const script = [
      'echo "::group::Install"; echo "inside"; echo "::endgroup::"',
      `printf '\\033[31mred\\033[0m <b id=evil>bold</b>\\n'`,
      'echo "::error::went wrong"',
    ].join('\n');
    const jobId = await finishedJob('looks', script);
    const { page, complaints } = await openPage(browser, platform);
    await page.goto(`/jobs/${jobId}`);
    const log = logOf(page);
    await log.getByRole('button', { name: 'Install', exact: true }).click();
    await log.getByText('inside', { exact: true }).waitFor();
    await log.locator('.ansi-1').getByText('red', { exact: true }).waitFor();
    await log.locator('.log-is-error').getByText('went wrong').waitFor();
    expect(await page.locator('#evil').count()).toBe(0);

    expect(await log.locator('.log-time').count()).toBe(0);
    await page.getByRole('button', { name: 'Show times' }).click();
    await log.locator('.log-time').first().waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

/** Stops the server in mid-job, waits for what the page makes of it, and starts it again at the same address. */
async function restartServer(whileAway: () => Promise<void>): Promise<void> {
  const port = Number(new URL(platform.server.url).port);
  const { dataDir } = platform;
  await platform.server.close();
  await whileAway();
  platform = await startPlatform({ port }, { dataDir, dashboard: dashboard.folder });
}

describe('a live log', () => {
  it('is followed to its end until the reader scrolls up, and goes on without a gap when the server was away', async () => {
    const repository = await platform.repository('follow');
    const ticking = 'seq -f "early %.0f" 200; for i in $(seq 1000); do echo "tick $i"; sleep 0.1; done';
    const sha = await repository.push({ [workflowPath]: pushWorkflow(ticking) });
    const run = await runOf(platform.client, sha);
    const { page } = await openPage(browser, platform);
    await page.goto(`/jobs/${run.jobs[0]?.id}`);
    const follow = page.getByRole('button', { name: 'Follow the end of the log' });
    await untilTick(page, 20);
    expect(await follow.getAttribute('aria-pressed')).toBe('true');

    await logOf(page).press('Home');
    await until('the log is no longer followed', async () => (await follow.getAttribute('aria-pressed')) === 'false');
    // Chromium scrolls by the keyboard smoothly: until it has arrived it would go on against the button.
    const position = 'document.querySelector("[role=log]").scrollTop';
    await until('the log is at its top', async () => (await page.evaluate(position)) === 0);
    await follow.click();

    await restartServer(() => page.getByText(/The server has not answered for/).waitFor());
    await page.getByText(/The server has not answered for/).waitFor({ state: 'detached' });
    const last = (await ticksOf(page)).at(-1)?.tick ?? 0;
    await untilTick(page, last + 20);
    // A line that came twice, or not at all, would move the ticks away from the numbers they have on the server.
    const ticks = await ticksOf(page);
    const before = (await lineNumberOf(page, run.jobs[0]?.id ?? '', 'tick 1')) - 1;
    expect(ticks.length).toBeGreaterThan(20);
    expect(ticks.filter(({ tick, line }) => line !== tick + before)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel run' }).click();
    await page.getByRole('button', { name: 'Re-run all' }).waitFor();
    await page.context().close();
  });
});
