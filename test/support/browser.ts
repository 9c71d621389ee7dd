import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import type { Platform } from './platform.ts';

const web = fileURLToPath(new URL('../../web', import.meta.url));

/** What keeps Chromium to itself: no first-run pages, no calls home, no need for a GPU or for a sandbox as root. */
const launchArguments = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Below a test's own limit, so that a failure names what was waited for. In milliseconds. */
const patience = 40_000;

/** Limits for vitest: a browser beside server, git and agents is slow where two cores have other work as well. */
export const browserLimits = { testTimeout: 120_000, hookTimeout: 120_000 };

/** The dashboard, built into a folder of its own. */
export async function buildDashboard(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-dashboard-'));
  await build({ root: web, configFile: join(web, 'vite.config.ts'), logLevel: 'error', build: { outDir: folder } });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The Chromium of the machine. */
export function launchBrowser(): Promise<Browser> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, 'chromium')).find((file) => existsSync(file));
  if (!found) throw new Error('Chromium is missing: sudo apt-get install chromium');
  return chromium.launch({ executablePath: found, args: launchArguments });
}

/** A page with what it complained about: script errors, and whatever the content security policy refused. */
export interface WatchedPage {
  page: Page;
  complaints: string[];
}

/** Opens a page of its own session. Signed in unless told otherwise. */
export async function openPage(
  browser: Browser,
  platform: Platform,
  options: BrowserContextOptions & { signedIn?: boolean } = {},
): Promise<WatchedPage> {
  const { signedIn = true, ...contextOptions } = options;
  const context = await browser.newContext({ baseURL: platform.server.url, ...contextOptions });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // Chromium reports every refused request itself; those are checked by what the page says about them.
    const ofNetwork = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !ofNetwork) complaints.push(message.text());
  });
  if (signedIn) {
    const headers = { origin: platform.server.url };
    const answer = await page.request.post('/api/v1/session', { data: { token: platform.token }, headers });
    if (!answer.ok()) throw new Error(`sign-in was refused: ${answer.status()} ${await answer.text()}`);
  }
  return { page, complaints };
}
