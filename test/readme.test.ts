import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../scripts/command.ts';
import { commands } from '../src/cli/commands.ts';

const readme = await readFile(join(root, 'README.md'), 'utf8');
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

describe('README.md', () => {
  it('shows only commands that exist', () => {
    const known = commands.map((command) => command.name);
    const shown = [...readme.matchAll(/raibid-cli ((?:[a-z]+ ?){1,2})/g)].map((found) => (found[1] ?? '').trim());
    expect(shown.length).toBeGreaterThan(5);
    for (const words of shown) {
      const fits = known.some((name) => words === name || words.startsWith(`${name} `) || name === words.split(' ')[0]);
      expect(fits, `raibid-cli ${words}`).toBe(true);
    }
  });

  it('shows only npm scripts that exist', () => {
    const scripts = [...readme.matchAll(/npm run ([a-z:]+)/g)].map((found) => found[1] ?? '');
    for (const script of scripts) expect(Object.keys(manifest.scripts)).toContain(script);
  });

  it('links only to files that exist', async () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map((found) => found[1] ?? '');
    for (const link of links) await expect(access(join(root, link)), link).resolves.toBeUndefined();
  });

  it('tests with the same line as .ci/run', async () => {
    const script = await readFile(join(root, '.ci/run'), 'utf8');
    expect(script).toContain('npm ci && npm test');
    expect(readme).toContain('npm ci\nnpm test');
  });
});
