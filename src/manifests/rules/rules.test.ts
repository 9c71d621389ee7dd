import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../finding.ts';
import { createLintConfig } from '../lint/lint-config.ts';
import { LintInspector } from '../lint/lint-inspector.ts';
import { openCatalog } from '../schema/schema-catalog.ts';
import { readStream } from '../validate/read-tree.ts';
import { validateText } from '../validate/validate-paths.ts';
import { rules } from './rule-table.ts';

const pages = join(import.meta.dirname, '../../../docs/rules');
const catalog = openCatalog();

async function lint(text: string): Promise<Finding[]> {
  const options = { catalog, cwd: pages, env: {} };
  const inspector = new LintInspector(createLintConfig({}, pages), catalog, pages);
  return (await readStream(Buffer.from(text), 'page', options, inspector)).findings;
}

/** The first YAML block below a heading of a page. */
function example(page: string, heading: string): string {
  return new RegExp(`## ${heading}\\n\\n\`\`\`yaml\\n([^]*?)\`\`\``).exec(page)?.[1] ?? '';
}

describe.each(rules.map((rule) => [rule.name, rule.summary] as const))('the page of %s', (name) => {
  const page = existsSync(join(pages, `${name}.md`)) ? readFileSync(join(pages, `${name}.md`), 'utf8') : '';

  test('shows a bad example that the rule finds', async () => {
    expect((await lint(example(page, 'Bad'))).map((finding) => finding.rule)).toContain(name);
  });

  test('shows a good example that the rule accepts', async () => {
    expect(example(page, 'Good')).not.toBe('');
    expect((await lint(example(page, 'Good'))).map((finding) => finding.rule)).not.toContain(name);
  });

  test('shows only valid manifests', async () => {
    for (const heading of ['Bad', 'Good']) {
      const { findings } = await validateText(Buffer.from(example(page, heading)), 'page', {
        catalog,
        cwd: pages,
        env: {},
      });
      expect(findings).toEqual([]);
    }
  });

  test('says why, and how to switch the rule off', () => {
    expect(page).toMatch(/## Why\n\n\S/);
    expect(page).toContain(`lint.raibid-ci.dev/${name}`);
  });
});
