import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { root, runQuietly } from '../command.ts';
import type { Platform } from '../demo/platform.ts';
import type { Push } from '../demo/push-sample.ts';
import { terminalPage } from './terminal-page.ts';

const columns = 100;

/** What commands print, in colours, as a picture of a terminal. */
export async function picturesOfTerminal(
  browser: Browser,
  platform: Platform,
  push: Push,
  target: string,
): Promise<void> {
  const place = ['--data-dir', platform.dataDir];
  const sample = join(platform.dataDir, '..', 'sample');
  const shots: Record<string, { shown: string; words: string[] }[]> = {
    'terminal-runs': [
      { shown: `raibid-cli runs view ${push.runId}`, words: ['runs', 'view', push.runId, ...place] },
      { shown: `raibid-cli logs ${push.runId} report`, words: ['logs', push.runId, 'report', ...place] },
    ],
    'terminal-run': [
      {
        shown: 'raibid-cli run --quiet',
        words: ['run', '--quiet', '--directory', sample, '--artifacts', `${platform.dataDir}-artifacts`],
      },
    ],
  };
  for (const [name, commands] of Object.entries(shots)) {
    const parts = await Promise.all(
      commands.map(async ({ shown, words }) => ({ shown, text: await colouredOutput(words) })),
    );
    const page = await browser.newPage({ viewport: { width: 1000, height: 200 }, deviceScaleFactor: 1.5 });
    await page.setContent(terminalPage(parts));
    await page.locator('main').screenshot({ path: join(target, `${name}.png`) });
    await page.close();
  }
}

function colouredOutput(words: string[]): Promise<string> {
  // A server that the environment names is not the one that is shown.
  const ours = Object.entries(process.env).filter(([name]) => !name.startsWith('RAIBID_'));
  const env = { ...Object.fromEntries(ours), FORCE_COLOR: '1', COLUMNS: String(columns) };
  return runQuietly(join(root, 'launchers/raibid-cli'), words, { env });
}
