import { describe, expect, it } from 'vitest';
import { matchesFilter, matchesPattern } from './filter-pattern.ts';

/** The examples of GitHub's "filter pattern cheat sheet", and the neighbours that must not match. */
const cheatSheet: [pattern: string, matching: string[], others: string[]][] = [
  ['feature/*', ['feature/my-branch', 'feature/your-branch'], ['feature/beta-a/my-branch', 'feature', 'my-feature/x']],
  [
    'feature/**',
    ['feature/beta-a/my-branch', 'feature/your-branch', 'feature/mona/the/octocat'],
    ['feature', 'xfeature/a'],
  ],
  ['main', ['main'], ['mains', 'amain', 'MAIN']],
  ['releases/mona-the-octocat', ['releases/mona-the-octocat'], ['releases/mona']],
  ['*', ['main', 'releases', 'README.md'], ['all/the/branches']],
  ['**', ['all/the/branches', 'every/tag', 'docs/a.md', 'main'], []],
  ['*feature', ['mona-feature', 'feature', 'ver-10-feature'], ['feature-x', 'a/feature']],
  ['v2*', ['v2', 'v2.0', 'v2.9'], ['v1', 'v2/x']],
  ['v[12].[0-9]+.[0-9]+', ['v1.10.1', 'v2.0.0'], ['v3.0.0', 'v1.10', 'v1.a.1', 'v1.1.1-rc']],
  ['*.jsx?', ['page.js', 'page.jsx'], ['page.jsxx', 'src/page.js']],
  ['**.js', ['index.js', 'js/index.js', 'src/js/app.js'], ['index.jsx']],
  ['docs/*', ['docs/README.md', 'docs/file.txt'], ['docs/a/b.md']],
  ['docs/**', ['docs/README.md', 'docs/mona/octocat.txt'], ['doc/a']],
  ['docs/**/*.md', ['docs/README.md', 'docs/mona/hello-world.md', 'docs/a/markdown/file.md'], ['docs/a.txt']],
  ['**/docs/**', ['docs/hello.md', 'dir/docs/my-file.txt', 'space/docs/plan/space.doc'], ['mydocs/a', 'docs']],
  ['**/README.md', ['README.md', 'js/README.md'], ['XREADME.md', 'README.md/x']],
  ['**/*src/**', ['a/src/app.js', 'my-src/code/js/app.js'], ['src.js']],
  ['**/*-post.md', ['my-post.md', 'path/their-post.md'], ['post.md']],
  ['**/migrate-*.sql', ['migrate-10909.sql', 'db/migrate-v1.0.sql', 'db/sept/migrate-v1.sql'], ['migrate.sql']],
  ['Octo*', ['Octocat'], ['octocat']],
  ['[CB]at', ['Cat', 'Bat'], ['Rat', 'cat']],
  ['[1-2]00', ['100', '200'], ['300']],
  ['a\\*b\\+', ['a*b+'], ['axb', 'ab']],
];

describe('a filter pattern', () => {
  for (const [pattern, matching, others] of cheatSheet) {
    it(`${pattern} matches ${matching.join(', ')}`, () => {
      for (const text of matching) expect(matchesPattern(pattern, text), text).toBe(true);
    });
    if (others.length > 0) {
      it(`${pattern} does not match ${others.join(', ')}`, () => {
        for (const text of others) expect(matchesPattern(pattern, text), text).toBe(false);
      });
    }
  }

  it('costs little however many wildcards it has', () => {
    expect(matchesPattern(`${'*a'.repeat(200)}b`, 'a'.repeat(5000))).toBe(false);
    expect(matchesPattern('[a-z]+'.repeat(200), 'a'.repeat(5000))).toBe(true);
  });

  it('takes an open bracket without its end as a character', () => {
    expect(matchesPattern('a[b', 'a[b')).toBe(true);
  });
});

describe('a list of patterns', () => {
  it('lets the last pattern that matches decide', () => {
    const patterns = ['releases/**', '!releases/**-alpha'];
    expect(matchesFilter(patterns, 'releases/10')).toBe(true);
    expect(matchesFilter(patterns, 'releases/beta/mona')).toBe(true);
    expect(matchesFilter(patterns, 'releases/10-alpha')).toBe(false);
  });

  it('can include again what it excluded before', () => {
    const patterns = ['*.md', '!README.md', 'README*'];
    expect(matchesFilter(patterns, 'hello.md')).toBe(true);
    expect(matchesFilter(patterns, 'README.md')).toBe(true);
    expect(matchesFilter(patterns, 'README.doc')).toBe(true);
    expect(matchesFilter(['*.md', '!README.md'], 'README.md')).toBe(false);
  });

  it('matches nothing when it is empty', () => {
    expect(matchesFilter([], 'main')).toBe(false);
  });
});
