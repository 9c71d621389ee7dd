import type { StyleRule } from './style-rule.ts';
import type { StyleText } from './style-text.ts';

/** Offset of a line's start. */
function offsetOf({ lines }: StyleText, line: number): number {
  let offset = 0;
  for (let index = 0; index < line; index++) offset += (lines[index]?.length ?? 0) + 1;
  return offset;
}

/** Rules that look at lines only. */
export const lineRules: Record<string, StyleRule> = {
  'trailing-spaces': {
    options: {},
    check(text, _options, tell) {
      let offset = 0;
      for (const [index, line] of text.lines.entries()) {
        const body = line.replace(/\r$/, '');
        const kept = body.trimEnd().length;
        // Spaces inside a block scalar are content: told, but not removed.
        const fix = { start: offset + kept, end: offset + body.length, text: '' };
        if (kept < body.length) tell(index, kept, 'trailing spaces', text.contentLines.has(index) ? undefined : fix);
        offset += line.length + 1;
      }
    },
  },
  'new-line-at-end-of-file': {
    options: {},
    check({ text, lines }, _options, tell) {
      if (text === '' || text.endsWith('\n')) return;
      const fix = { start: text.length, end: text.length, text: '\n' };
      tell(lines.length - 1, lines.at(-1)?.length ?? 0, 'no new line character at the end of file', fix);
    },
  },
  'new-lines': {
    options: { type: 'unix' },
    check(text, { type }, tell) {
      const index = text.text.indexOf('\n');
      if (index < 0 || type === 'platform') return;
      const isDos = text.text[index - 1] === '\r';
      if (isDos === (type === 'dos')) return;
      const fix = { start: 0, end: text.text.length, text: text.text.replaceAll('\r\n', '\n') };
      tell(
        0,
        index - (isDos ? 1 : 0),
        `wrong new line character: expected ${type === 'dos' ? '\\r\\n' : '\\n'}`,
        isDos ? fix : undefined,
      );
    },
  },
  'line-length': {
    options: { max: 80, 'allow-non-breakable-words': true, 'allow-non-breakable-inline-mappings': false },
    check(text, options, tell) {
      const max = Number(options.max);
      const inline = options['allow-non-breakable-inline-mappings'] === true;
      for (const [index, line] of text.lines.entries()) {
        const body = line.replace(/\r$/, '');
        if ([...body].length <= max) continue;
        if ((inline || options['allow-non-breakable-words'] === true) && isNonBreakable(body, inline)) continue;
        tell(index, max, `line too long (${[...body].length} > ${max} characters)`);
      }
    },
  },
  'empty-lines': {
    options: { max: 2, 'max-start': 0, 'max-end': 0 },
    check(text, options, tell) {
      const { lines } = text;
      if (text.text === '') return;
      const last = text.text.endsWith('\n') ? lines.length - 1 : lines.length;
      for (let start = 0; start < last; start++) {
        if (lines[start]?.replace('\r', '') !== '' || (start > 0 && lines[start - 1]?.replace('\r', '') === ''))
          continue;
        let end = start;
        while (end < last && lines[end]?.replace('\r', '') === '') end++;
        const max = Number(start === 0 ? options['max-start'] : end === last ? options['max-end'] : options.max);
        const count = end - start;
        // A blank line at the end of a block scalar is kept by yamllint's rule as well, but it may be content: no fix.
        const isContent = text.contentLines.has(start);
        const fix = {
          start: offsetOf(text, start + max),
          end: Math.min(offsetOf(text, end), text.text.length),
          text: '',
        };
        if (count > max) tell(end - 1, 0, `too many blank lines (${count} > ${max})`, isContent ? undefined : fix);
      }
    },
  },
};

/** One long word after the indentation (`- `, `# ` and a key do not count with inline mappings): it cannot be broken. */
function isNonBreakable(line: string, inlineMappings: boolean): boolean {
  let body = line.trimStart();
  if (/^(#+|-) /.test(body)) body = body.slice(body.indexOf(' ') + 1);
  if (!body.includes(' ')) return true;
  const value = /^[^\s:]+: +(\S+)$/.exec(body);
  return inlineMappings && value !== null;
}
