import type { Page } from 'playwright-core';
import { until } from './until.ts';

/** The drawn lines `tick <n>`, top to bottom: each n with its line number, read in one go while more come in. */
export async function ticksOf(page: Page): Promise<{ tick: number; line: number }[]> {
  const cells = 'row.querySelector(".log-number").textContent, row.querySelector(".log-text").textContent';
  const shown = await page.evaluate(`[...document.querySelectorAll('.log-line')].map((row) => [${cells}])`);
  return (shown as [string, string][])
    .filter(([, text]) => text.startsWith('tick '))
    .map(([number, text]) => ({ tick: Number(text.slice(5)), line: Number(number) }));
}

/** Waits until a live log shows `tick <n>` or a later one: what comes in one go may pass the view by. */
export async function untilTick(page: Page, tick: number): Promise<void> {
  await until(`tick ${tick} is in view`, async () => ((await ticksOf(page)).at(-1)?.tick ?? 0) >= tick);
}
