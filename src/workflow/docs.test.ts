import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseWorkflow } from './parse-workflow.ts';
import { support } from './support.ts';

const page = readFileSync(new URL('../../docs/workflows.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/^```yaml( refused)?\n(.*?)^```$/gms)].map(([, refused, text = '']) => ({
  text,
  refused: refused !== undefined,
}));

/** Examples that begin with their path: other examples call them. */
const filesOfPage = new Map(examples.map(({ text }) => [/^# (\S+)\n/.exec(text)?.[1], text]));

describe('docs/workflows.md', () => {
  it('has examples', () => expect(examples.length).toBeGreaterThan(5));

  it.each(examples)('example %# is taken or refused as it says', async ({ text, refused }) => {
    const parsed = await parseWorkflow({ path: 'example.yml', text }, ({ path }) => filesOfPage.get(path));
    expect(parsed.ok ? [] : refused || parsed.problems).toEqual(refused ? true : []);
  });

  it('names every key that is refused or does nothing', () => {
    const refused = Object.values(support).flatMap((keys) =>
      Object.keys(keys).filter((key) => keys[key] !== 'supported'),
    );
    expect(refused.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
  });
});
