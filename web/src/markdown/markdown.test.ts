import { describe, expect, it } from 'vitest';
import { parseMarkdown } from './blocks.ts';
import { headingDepths } from './heading-depths.ts';
import { type Inline, parseInline, safeHref } from './inline.ts';

/** Inline content as an outline: `strong(a)`, `code(b)`, `link(href|c)`. */
function outline(parts: Inline[]): string {
  return parts.map(outlineOne).join('');
}

function outlineOne(part: Inline): string {
  if (part.kind === 'text') return part.text;
  if (part.kind === 'break') return '/';
  if (part.kind === 'code') return `code(${part.text})`;
  if (part.kind === 'link') return `link(${part.href}|${outline(part.children)})`;
  return `${part.kind}(${outline(part.children)})`;
}

describe('running text', () => {
  it.each([
    ['a **b *c*** d', 'a strong(b emphasis(c)) d'],
    ['*a **b** c*', 'emphasis(a strong(b) c)'],
    ['`a*b*` and ``c`d``', 'code(a*b*) and code(c`d)'],
    ['~~old~~ __new__', 'strike(old) strong(new)'],
    ['snake_case_name', 'snake_case_name'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['[docs](https://x.test/a "t")', 'link(https://x.test/a|docs)'],
    ['see https://x.test/a.', 'see link(https://x.test/a|https://x.test/a).'],
    ['![badge](https://x.test/b.svg)', 'link(https://x.test/b.svg|badge)'],
    ['\\*not\\*', '*not*'],
    ['one\ntwo', 'one/two'],
    ['unclosed **bold and `code', 'unclosed **bold and `code'],
  ])('%j', (text, expected) => {
    expect(outline(parseInline(text))).toBe(expected);
  });
});

describe('what a hostile summary tries', () => {
  it('stays text: raw HTML', () => {
    const text = '<img src=x onerror=alert(1)> <script>x</script>';
    expect(parseMarkdown(text)).toEqual([{ kind: 'paragraph', children: [{ kind: 'text', text }] }]);
  });

  it('is no link: an address that runs code', () => {
    expect(outline(parseInline('[x](javascript:alert(1))'))).not.toContain('link(');
    const refused = ['javascript:x', 'JaVaScRiPt:x', 'data:text/html,x', '//evil.test', '/api/v1/session'].map(
      safeHref,
    );
    expect(refused).toEqual([null, null, null, null, null]);
  });

  it.each([
    ['unclosed marks', '**a _b ~~c `d [e'.repeat(60_000)],
    ['quotes in quotes', `${'> '.repeat(50_000)}x`],
    ['deep lists', Array.from({ length: 2_000 }, (_, level) => `${'  '.repeat(level)}- x`).join('\n')],
    ['a wide table', `|${'a|'.repeat(50_000)}\n|${'-|'.repeat(50_000)}`],
    ['many rules', '- '.repeat(100_000)],
    ['open brackets', '['.repeat(200_000)],
  ])('is read to its end: %s', (_name, text) => {
    expect(parseMarkdown(text).length).toBeGreaterThan(0);
  });
});

describe('headings', () => {
  it('never skip a level for screen readers, whatever the text skips', () => {
    const blocks = parseMarkdown('## a\n#### b\n## c\n# d\n> ###### e\n\n- ## f');
    expect([...headingDepths(blocks).values()]).toEqual([0, 1, 0, 0, 1, 1]);
  });
});

describe('blocks', () => {
  it('reads headings, rules and paragraphs', () => {
    expect(parseMarkdown('# One #\ntext\nmore\n\n---\n### Three').map((block) => block.kind)).toEqual([
      'heading',
      'paragraph',
      'rule',
      'heading',
    ]);
  });

  it('keeps code as it is, also when the fence is never closed', () => {
    expect(parseMarkdown('```ts\nconst a = "**b**";\n\n  x\n```\nafter')[0]).toEqual({
      kind: 'code',
      language: 'ts',
      text: 'const a = "**b**";\n\n  x',
    });
    expect(parseMarkdown('~~~\nopen')).toEqual([{ kind: 'code', language: '', text: 'open' }]);
  });

  it('reads a table with its alignment, and fills short rows', () => {
    const [table] = parseMarkdown('| a | b |\n|:--|--:|\n| `x \\| y` | 2 |\n| 3 |');
    expect(table).toMatchObject({ kind: 'table', align: ['left', 'right'] });
    const rows = table?.kind === 'table' ? table.rows.map((row) => row.map(outline)) : [];
    expect(rows).toEqual([
      ['code(x | y)', '2'],
      ['3', ''],
    ]);
  });

  it('reads nested lists and tasks', () => {
    const [list] = parseMarkdown('- one\n  - inner\n- [x] done\n- [ ] open');
    const items = list?.kind === 'list' ? list.items : [];
    expect(items.map((item) => [item.checked, item.blocks.map((block) => block.kind)])).toEqual([
      [null, ['paragraph', 'list']],
      [true, ['paragraph']],
      [false, ['paragraph']],
    ]);
  });

  it('numbers an ordered list from its first number', () => {
    expect(parseMarkdown('3. c\n4. d')[0]).toMatchObject({ kind: 'list', ordered: true, start: 3 });
  });

  it('reads quotes with blocks inside', () => {
    expect(parseMarkdown('> # a\n> b')[0]).toMatchObject({
      kind: 'quote',
      blocks: [{ kind: 'heading' }, { kind: 'paragraph' }],
    });
  });
});
