import type { StyleFix } from '../style/style-rule.ts';

/** Puts the texts of the fixes in their places, from the end so that places stay right. Overlapping ones wait for the next run. */
export function applyFixes(text: string, fixes: readonly StyleFix[]): string {
  const sorted = fixes.toSorted((one, other) => other.start - one.start || other.end - one.end);
  let result = text;
  let limit = Number.POSITIVE_INFINITY;
  for (const { start, end, text: replacement } of sorted) {
    if (end > limit) continue;
    result = result.slice(0, start) + replacement + result.slice(end);
    limit = start;
  }
  return result;
}
