import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { browserLimits, buildDashboard, launchBrowser, openPage } from './support/browser.ts';
import { finished, type Platform, runOf, startPlatform, workflowPath } from './support/platform.ts';

vi.setConfig(browserLimits);

let platform: Platform;
let browser: Browser;
let dashboard: Awaited<ReturnType<typeof buildDashboard>>;
let axe: string;
/** A failed run with all that a page can show, and its failed job. */
let runId = '';
let jobId = '';

const summary = '## Report\\n\\n| a | b |\\n|---|---|\\n| 1 | `2` |\\n\\n- [x] done\\n';
const workflow = JSON.stringify({
  name: 'Everything',
  on: { push: null, workflow_dispatch: { inputs: { word: { description: 'Said at the end' } } } },
  jobs: {
    lint: { 'runs-on': 'ubuntu-latest', steps: [{ run: 'true' }] },
    test: {
      needs: 'lint',
      'runs-on': 'ubuntu-latest',
      strategy: { 'fail-fast': false, matrix: { node: [22, 24] } },
      steps: [
        { run: `printf '${summary}' >> "$GITHUB_STEP_SUMMARY"` },
        { run: `printf '\\033[31mred \\033[32mgreen \\033[33myellow \\033[2mdim \\033[7minverse\\033[0m\\n'` },
        { run: 'echo "::warning file=a.ts,line=1::careful"; echo "::error::broken"; seq 200; exit 1' },
      ],
    },
    deploy: { needs: 'test', 'runs-on': 'ubuntu-latest', steps: [{ run: 'true' }] },
  },
});

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  dashboard = await buildDashboard();
  platform = await startPlatform({}, { dashboard: dashboard.folder });
  browser = await launchBrowser();
  const repository = await platform.repository('everything');
  const sha = await repository.push({ [workflowPath]: workflow }, 'Show all there is');
  const run = await finished(platform.client, (await runOf(platform.client, sha)).id);
  runId = run.id;
  jobId = run.jobs.find((job) => job.conclusion === 'failure')?.id ?? '';
});
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
  await dashboard?.remove();
});

const pages: { name: string; path: () => string; ready: string }[] = [
  { name: 'the runs', path: () => '/', ready: 'Show all there is' },
  { name: 'a run', path: () => `/runs/${runId}`, ready: 'Report' },
  { name: 'a job', path: () => `/jobs/${jobId}`, ready: 'broken' },
  { name: 'the queue', path: () => '/queue', ready: 'Dead letters' },
  { name: 'the agents', path: () => '/agents', ready: 'Seen lately' },
  { name: 'a repository', path: () => '/repositories/local/everything', ready: 'Run workflow' },
  { name: 'the repositories', path: () => '/repositories', ready: 'local/everything' },
];

const desktop = { width: 1280, height: 800 };
const phone = { width: 360, height: 740 };

/** What axe finds against WCAG 2.2 AA and best practice, one line each. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate('axe.run().then(({ violations }) => violations)');
  const violations = found as { id: string; nodes: { html: string; failureSummary: string }[] }[];
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}

describe.each(['dark', 'light'] as const)('in the %s theme', (colorScheme) => {
  it.each(pages)('$name has no accessibility fault', async ({ path, ready }) => {
    const { page } = await openPage(browser, platform, { colorScheme, viewport: desktop });
    await page.goto(path());
    await page.getByText(ready).first().waitFor();
    expect(await faults(page)).toEqual([]);
    await page.context().close();
  });
});

describe('the sign-in page', () => {
  it('has no accessibility fault', async () => {
    const { page } = await openPage(browser, platform, { signedIn: false });
    await page.goto('/');
    await page.getByLabel('Admin token').waitFor();
    expect(await faults(page)).toEqual([]);
    await page.context().close();
  });

  it('says of a wrong token what to do here, not on a command line', async () => {
    const { page } = await openPage(browser, platform, { signedIn: false });
    await page.goto('/');
    await page.getByLabel('Admin token').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    const notice = page.getByRole('alert').filter({ hasText: 'This token is not taken' });
    expect(await notice.textContent()).toContain('Copy it again');
    expect(await notice.textContent()).not.toContain('--token-file');
    await page.context().close();
  });
});

describe('on a phone', () => {
  it.each(pages)('$name fits the width and has no accessibility fault', async ({ path, ready }) => {
    const { page } = await openPage(browser, platform, { viewport: phone });
    await page.goto(path());
    await page.getByText(ready).first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(phone.width);
    expect(await faults(page)).toEqual([]);
    await page.context().close();
  });
});

describe('a server whose disk is nearly full', () => {
  it('says so on every page, without an accessibility fault', async () => {
    const { page } = await openPage(browser, platform, { viewport: phone });
    await page.route('**/api/v1/info', async (route) => {
      const answer = await (await route.fetch()).json();
      const [disk] = answer.disks;
      await route.fulfill({
        json: { ...answer, disks: [{ ...disk, available: 3 * 1024 ** 3, state: 'nearly full' }] },
      });
    });
    for (const path of ['/', '/agents']) {
      await page.goto(path);
      await page.getByText("The server's disk is nearly full: 3 GiB of").waitFor();
      expect(await faults(page)).toEqual([]);
    }
    await page.context().close();
  });
});

describe('a run of a fork', () => {
  it('is approved for the commit that the page names, and a refusal is shown', async () => {
    const { page } = await openPage(browser, platform, { viewport: phone });
    const sha = 'c'.repeat(40);
    // Only a connected forge has forks: this run is a push that looks like one, so the server refuses in the end.
    await page.route(`**/api/v1/runs/${runId}`, async (route) => {
      const answer = await (await route.fetch()).json();
      await route.fulfill({ json: { ...answer, awaitsApprovalOf: sha } });
    });
    await page.goto(`/runs/${runId}`);
    const asked = page.waitForRequest('**/approve');
    const approve = page.getByRole('button', { name: 'Approve and run' });
    await approve.waitFor();
    expect(await faults(page)).toEqual([]);
    await approve.click();
    expect((await asked).postDataJSON()).toEqual({ sha });
    await page.getByRole('alert').getByText('does not wait for approval').waitFor();
    await page.context().close();
  });
});

describe('the keyboard', () => {
  it('reaches a run from the list and its job from there, with the focus in sight', async () => {
    const { page } = await openPage(browser, platform, { viewport: desktop });
    await page.goto('/');
    await page.getByRole('link', { name: 'Show all there is', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/runs\/\d+$/);
    await page.getByRole('main').getByRole('link', { name: 'lint' }).last().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/jobs\//);
    await page.getByRole('log').waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await page.context().close();
  });

  it('skips the navigation', async () => {
    const { page } = await openPage(browser, platform, { viewport: desktop });
    await page.goto('/queue');
    await page.getByRole('heading', { name: 'Queue' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator(':focus').getAttribute('id')).toBe('main');
    await page.context().close();
  });
});
