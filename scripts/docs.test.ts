import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './command.ts';
import { generatedPages } from './docs/pages.ts';

describe('generated documentation', () => {
  for (const { path, text } of generatedPages()) {
    it(`${path} says what the code says (npm run docs)`, async () => {
      expect(await readFile(join(root, path), 'utf8')).toBe(text);
    });
  }

  it('every error has a title, a hint and a row in docs/errors.md', async () => {
    const page = await readFile(join(root, 'docs/errors.md'), 'utf8');
    const { errorCatalogue } = await import('../src/shared/error-catalogue.ts');
    for (const [code, entry] of Object.entries(errorCatalogue)) {
      expect(entry.title, code).not.toBe('');
      expect(entry.hint, code).toMatch(/\.$/);
      expect(page).toContain(`| \`${code}\` | ${entry.exit} | ${entry.http} |`);
    }
  });
});
