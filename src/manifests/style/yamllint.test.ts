import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../shared/json.ts';
import { checkStyle } from './check-style.ts';
import { createStyleConfig } from './style-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'raibid-style-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Places and rules that yamllint itself tells of, in the order of lines. */
function yamllint(text: string, config: JsonObject): string[] {
  const file = join(folder, 'a.yaml');
  writeFileSync(file, text);
  const { stdout, error } = spawnSync('yamllint', ['-f', 'parsable', '-d', JSON.stringify(config), file], {
    encoding: 'utf8',
  });
  if (error) throw new Error('yamllint is not installed: install the Debian package yamllint', { cause: error });
  return [...stdout.matchAll(/^.*?:(\d+):\d+: \[\w+\] .* \(([\w-]+)\)$/gm)]
    .map((match) => `${match[1]} ${match[2]}`)
    .toSorted();
}

function ours(text: string, config: JsonObject): string[] {
  const found = checkStyle('a.yaml', text, createStyleConfig(config, '/.yamllint'));
  return found.map(({ finding }) => `${finding.line} ${finding.rule.slice('yaml-'.length)}`).toSorted();
}

const untidy = `# first
#second
a:   1
b : [ 1,2 ,3]
c: {d: 1 , e: 2 }
list:
- x
-  y
deep:
    f: yes   # note
    g: "on"
text: |
  spaces   
   # no comment
  end

more: 'one
  two'



last: ${'word '.repeat(30)}
url: https://example.com/${'x'.repeat(90)}
  # odd
tail: {}
empty: [ ]
key: &anchor v
use: *anchor
`;

describe('yamllint and the rules here say the same', () => {
  const configs: [string, JsonObject][] = [
    ['the default', { extends: 'default' }],
    ['relaxed', { extends: 'relaxed' }],
    ['indentation', { extends: 'default', rules: { indentation: { spaces: 2, 'indent-sequences': false } } }],
    ['sequences as one likes', { rules: { indentation: { spaces: 'consistent', 'indent-sequences': 'whatever' } } }],
    [
      'inner spaces',
      { rules: { braces: { 'min-spaces-inside': 1, 'max-spaces-inside': 1 }, brackets: { forbid: true } } },
    ],
    ['comments', { rules: { comments: { 'min-spaces-from-content': 1, 'require-starting-space': false } } }],
    ['empty lines', { rules: { 'empty-lines': { max: 0 }, 'empty-values': 'enable' } }],
    [
      'words',
      { rules: { truthy: { 'allowed-values': ['yes', 'no'], 'check-keys': false }, 'octal-values': 'enable' } },
    ],
    ['long lines', { rules: { 'line-length': { max: 100, 'allow-non-breakable-words': false } } }],
  ];

  test.each(configs)('with %s', (_what, config) => {
    expect(ours(untidy, config)).toEqual(yamllint(untidy, config));
  });

  test('on Windows line ends, no line end at the end, and blank lines around', () => {
    for (const text of ['---\r\na: 1\r\n', '---\na: 1', '\n\n---\na: 1\n\n\n', '']) {
      expect(ours(text, { extends: 'default' })).toEqual(yamllint(text, { extends: 'default' }));
    }
  });

  test('on comments before and behind texts of several lines', () => {
    const text =
      '---\nrules:\n  # which\n  ignore: |\n    x\n\n    y\n  # more\n  list:\n    # one\n    - >-\n      a\n    # two\n    - b\n';
    for (const each of [text, text.replace('  # which', '    # which'), text.replace('    # two', '      # two')]) {
      expect(ours(each, { extends: 'default' })).toEqual(yamllint(each, { extends: 'default' }));
    }
  });

  test.each([
    ['behind the sign of a text', 'a: | # c\n  x\n'],
    ['right below a text', 'a:\n  b: |\n    x\n\n# c\n # d\n  e: 1\n'],
    ['below a text without lines', 'a: >-\n  #c\nb: 1\n'],
    ['below another one and a blank line', 'a:\n  b: |+\n\n# c\n\n# d\n  e: 1\n'],
  ])('on comments %s', (_what, text) => {
    expect(ours(text, { extends: 'default' })).toEqual(yamllint(text, { extends: 'default' }));
  });

  test('on the clean tree, which is clean', () => {
    const tree = join(import.meta.dirname, '../testing/clean-tree');
    for (const entry of readdirSync(tree, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.ya?ml$/.test(entry.name)) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
      expect(ours(text, { extends: 'default' })).toEqual(yamllint(text, { extends: 'default' }));
    }
  });
});
