import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { browserLimits, buildDashboard, launchBrowser, openPage } from './support/browser.ts';
import { ticksOf, untilTick } from './support/drawn-log.ts';
import { finished, type Platform, pushWorkflow, runOf, startPlatform, workflowPath } from './support/platform.ts';

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

const ticking = 'for i in $(seq 1000); do echo "tick $i"; sleep 0.1; done';

describe('signing in', () => {
  it('says where the token is, refuses a wrong one with a hint, and then shows the page that was asked for', async () => {
    const { page, complaints } = await openPage(browser, platform, { signedIn: false });
    await page.goto('/queue');
    await page.getByText('raibid-cli token').waitFor();
    await page.getByLabel('Admin token').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('This token is not taken').waitFor();
    await page.getByLabel('Admin token').fill(platform.token);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Queue' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Admin token').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('a push', () => {
  it('appears live, its log streams in, and it can be cancelled', async () => {
    const repository = await platform.repository('live');
    const { page, complaints } = await openPage(browser, platform);
    await page.goto('/');
    await page.getByText('No run yet: push something').waitFor();

    await repository.push({ [workflowPath]: pushWorkflow(ticking) }, 'Count slowly');
    await page.getByRole('link', { name: 'Count slowly', exact: true }).click();
    await page.getByRole('main').getByRole('link', { name: 'build' }).click();
    await untilTick(page, 1);
    const first = (await ticksOf(page)).at(-1)?.tick ?? 0;
    await untilTick(page, first + 20);
    await expect.poll(() => page.title()).toContain('Running: build');

    await page.getByRole('button', { name: 'Cancel run' }).click();
    await page.getByRole('main').getByText('Cancelled', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Re-run all' }).waitFor();
    expect(await page.locator('link[rel=icon]').getAttribute('href')).toBe('/favicon/stopped.svg');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('that failed says why on its page, in the last words of its log', async () => {
    const repository = await platform.repository('reason');
    const script = 'seq 400; echo "expected 4, got 5"; exit 1';
    const sha = await repository.push({ [workflowPath]: pushWorkflow(script) }, 'Break a test');
    const { id } = await finished(platform.client, (await runOf(platform.client, sha)).id);
    const { page, complaints } = await openPage(browser, platform);
    await page.goto(`/runs/${id}`);
    const reason = page.getByRole('region', { name: 'What failed' });
    await reason.getByText('expected 4, got 5', { exact: true }).waitFor();
    await reason.getByRole('link', { name: 'build' }).click();
    await page.getByRole('log').locator('.log-target').getByText('exit code 1').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('that failed is run again from its page', async () => {
    const repository = await platform.repository('again');
    const sha = await repository.push(
      { [workflowPath]: pushWorkflow('echo "##[error]broken"; exit 1') },
      'Fail at once',
    );
    const { id } = await finished(platform.client, (await runOf(platform.client, sha)).id);
    const { page, complaints } = await openPage(browser, platform);
    await page.goto(`/runs/${id}`);
    await page.getByRole('button', { name: 'Re-run failed' }).click();
    await page.getByText('Attempt 2', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Re-run failed' }).waitFor();
    await expect.poll(() => page.title()).toContain('Failed: Fail at once');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('what a run left behind', () => {
  it('shows the summary as Markdown, never as HTML', async () => {
    const repository = await platform.repository('summary');
    const script = [
      `echo '## Report' >> "$GITHUB_STEP_SUMMARY"`,
      `echo '**done** <img src="/x" onerror="alert(1)">' >> "$GITHUB_STEP_SUMMARY"`,
      'echo "::warning file=src/a.ts,line=7::look here"',
    ].join('\n');
    const sha = await repository.push({ [workflowPath]: pushWorkflow(script) });
    const { id } = await finished(platform.client, (await runOf(platform.client, sha)).id);
    const { page, complaints } = await openPage(browser, platform);
    await page.goto(`/runs/${id}`);
    await page.getByRole('heading', { name: 'Report' }).waitFor();
    expect(await page.locator('.markdown').textContent()).toContain('done <img src="/x" onerror="alert(1)">');
    expect(await page.locator('.markdown img').count()).toBe(0);
    await page.getByText('src/a.ts:7').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('names file and line when the workflow is wrong', async () => {
    const repository = await platform.repository('broken');
    const sha = await repository.push({ [workflowPath]: 'on: push\njobs:\n  build:\n    runs-on: x\n    need: y\n' });
    const { id } = await runOf(platform.client, sha);
    const { page } = await openPage(browser, platform);
    await page.goto(`/runs/${id}`);
    await page.getByText(new RegExp(`${workflowPath.replaceAll('.', '\\.')}:\\d+`)).waitFor();
    await page.context().close();
  });
});

describe('the list of runs', () => {
  it('is narrowed down by state and words, and the address keeps it', async () => {
    const repository = await platform.repository('narrow');
    const sha = await repository.push({ [workflowPath]: pushWorkflow('true') }, 'Find the needle');
    await finished(platform.client, (await runOf(platform.client, sha)).id);
    const { page } = await openPage(browser, platform);
    await page.goto('/');
    await page.getByLabel('Repository').selectOption('local/narrow');
    await page.getByLabel('State').selectOption('Passed');
    await page.getByLabel('Search runs').fill('needle');
    await page.waitForURL(/search=needle/);
    await page.reload();
    await page.getByRole('link', { name: 'Find the needle', exact: true }).waitFor();
    expect(await page.getByRole('list', { name: 'Runs' }).getByRole('listitem').count()).toBe(1);
    await page.getByLabel('Search runs').fill('no such thing');
    await page.getByText('No run matches').waitFor();
    await page.context().close();
  });
});

describe('repositories', () => {
  it('are created on their page, which gives the clone command', async () => {
    const { page } = await openPage(browser, platform);
    await page.goto('/repositories');
    await page.getByLabel('New repository').fill('made-here');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText(`git clone ${platform.server.url}/git/local/made-here.git`).waitFor();
    await page.getByLabel('New repository').fill('made-here');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('alert').getByText('It exists already').waitFor();
    await page.context().close();
  });
});

describe('a workflow with inputs', () => {
  const inputs = {
    word: { description: 'What is said', required: true },
    count: { type: 'number', default: 2 },
    level: { type: 'choice', options: ['low', 'high'], default: 'low' },
    loud: { type: 'boolean' },
  };
  const said = 'echo "${{ inputs.word }} ${{ inputs.count }} ${{ inputs.level }} ${{ inputs.loud }}"';
  const job = { 'runs-on': 'ubuntu-latest', steps: [{ run: said }] };

  it('is started from the page of its repository, by keyboard, on a branch', async () => {
    const repository = await platform.repository('by-hand');
    const workflow = { name: 'Bring it out', on: { workflow_dispatch: { inputs } }, jobs: { say: job } };
    await repository.push({
      '.github/workflows/out.yml': JSON.stringify(workflow),
      '.github/workflows/broken.yml': 'on: push\njobs: { a: { steps: [] } }\n',
    });
    await repository.git('push', '--quiet', 'origin', 'HEAD:refs/heads/next');
    const { page, complaints } = await openPage(browser, platform);
    await page.goto('/repositories');
    const row = page.getByRole('listitem').filter({ hasText: 'local/by-hand' });
    await row.getByRole('link', { name: 'workflows' }).click();
    await page.getByText('has no steps').waitFor();
    await page.getByLabel('Branch or tag').fill('nope');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('has no branch or tag "nope"').waitFor();
    await page.getByLabel('Branch or tag').fill('next');
    await page.keyboard.press('Enter');
    await page.waitForURL(/ref=next/);
    await page.getByRole('button', { name: 'Run workflow' }).press('Enter');

    const form = page.getByRole('form', { name: 'Run Bring it out' });
    await form.getByRole('button', { name: 'Start' }).press('Enter');
    expect(await form.locator(':invalid').count()).toBe(1);
    await form.getByLabel('word').fill('hello');
    await form.getByLabel('level').selectOption('high');
    await form.getByLabel('loud').check();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/runs\/\d+$/);
    const { id } = await finished(platform.client, page.url().split('/').at(-1) ?? '');
    await page.getByText('next', { exact: true }).first().waitFor();
    await page.getByRole('main').getByRole('link', { name: 'say' }).click();
    await page.getByText('hello 2 high true', { exact: true }).waitFor();
    expect(Number(id)).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('the theme', () => {
  const background = 'getComputedStyle(document.body).backgroundColor';

  it('follows the system until one is chosen, and the choice lasts', async () => {
    const { page } = await openPage(browser, platform, { colorScheme: 'dark' });
    await page.goto('/');
    const dark = await page.evaluate(background);
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await page.evaluate(background);
    expect(dark).not.toBe(light);
    await page.getByRole('button', { name: /^Theme: as the system/ }).click();
    await page.getByRole('button', { name: /^Theme: light/ }).click();
    expect(await page.evaluate(background)).toBe(dark);
    await page.reload();
    expect(await page.evaluate(background)).toBe(dark);
    await page.context().close();
  });
});

describe('a server that is away', () => {
  it('is announced, and forgotten once it is back', async () => {
    const { page } = await openPage(browser, platform);
    await page.goto('/queue');
    await page.getByRole('heading', { name: 'By agent class' }).waitFor();
    await page.context().setOffline(true);
    await page.getByText(/The server has not answered for/).waitFor();
    await page.context().setOffline(false);
    await page.getByText(/The server has not answered for/).waitFor({ state: 'detached' });
    await page.context().close();
  });
});
