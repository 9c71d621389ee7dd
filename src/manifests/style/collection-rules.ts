import type { JsonObject } from '../../shared/json.ts';
import type { StyleRule, StyleTell } from './style-rule.ts';
import type { StyleText, StyleToken } from './style-text.ts';

/** Rules about the characters around values: spaces at colons, commas, brackets, hyphens, comments. */
export const collectionRules: Record<string, StyleRule> = {
  colons: {
    options: { 'max-spaces-before': 0, 'max-spaces-after': 1 },
    check(text, options, tell) {
      for (const token of text.tokens.filter((each) => each.type === 'map-value-ind')) {
        spaces(
          text,
          token,
          { before: limit(options, 'max-spaces-before'), after: limit(options, 'max-spaces-after') },
          'colon',
          tell,
        );
      }
    },
  },
  commas: {
    options: { 'max-spaces-before': 0, 'min-spaces-after': 1, 'max-spaces-after': 1 },
    check(text, options, tell) {
      for (const token of text.tokens.filter((each) => each.type === 'comma')) {
        const after = { min: Number(options['min-spaces-after']), max: limit(options, 'max-spaces-after') };
        spaces(text, token, { before: limit(options, 'max-spaces-before'), after: after.max }, 'comma', tell);
        const next = text.text[token.offset + 1];
        if (after.min > 0 && next !== undefined && !/\s/.test(next)) {
          tell(token.line, token.column + 1, 'too few spaces after comma', {
            start: token.offset + 1,
            end: token.offset + 1,
            text: ' ',
          });
        }
      }
    },
  },
  hyphens: {
    options: { 'max-spaces-after': 1 },
    check(text, options, tell) {
      for (const token of text.tokens.filter((each) => each.type === 'seq-item-ind')) {
        spaces(text, token, { before: -1, after: limit(options, 'max-spaces-after') }, 'hyphen', tell);
      }
    },
  },
  braces: bracketRule('{', '}', 'braces'),
  brackets: bracketRule('[', ']', 'brackets'),
  comments: {
    options: { 'require-starting-space': true, 'ignore-shebangs': true, 'min-spaces-from-content': 2 },
    check(text, options, tell) {
      const min = Number(options['min-spaces-from-content']);
      for (const token of text.tokens.filter((each) => each.type === 'comment')) {
        const before = (text.lines[token.line] ?? '').slice(0, token.column);
        const space = before.length - before.trimEnd().length;
        if (before.trim() !== '' && space < min) {
          const fix = { start: token.offset, end: token.offset, text: ' '.repeat(min - space) };
          tell(token.line, token.column, 'too few spaces before comment', fix);
        }
        const body = token.source.replace(/^#+/, '');
        const isShebang = token.offset === 0 && body.startsWith('!');
        if (options['require-starting-space'] !== true || isShebang || body === '' || /^\s/.test(body)) continue;
        const at = token.offset + token.source.length - body.length;
        tell(token.line, token.column + token.source.length - body.length, 'missing starting space in comment', {
          start: at,
          end: at,
          text: ' ',
        });
      }
    },
  },
};

function limit(options: JsonObject, name: string): number {
  return Number(options[name] ?? -1);
}

/** Spaces around an indicator on its own line; -1: any number. */
function spaces(
  text: StyleText,
  token: StyleToken,
  max: { before: number; after: number },
  name: string,
  tell: StyleTell,
): void {
  const line = text.lines[token.line] ?? '';
  const before = line.slice(0, token.column);
  const count = before.length - before.trimEnd().length;
  if (max.before >= 0 && before.trim() !== '' && count > max.before) {
    const fix = { start: token.offset - count, end: token.offset - max.before, text: '' };
    tell(token.line, token.column - 1, `too many spaces before ${name}`, fix);
  }
  const rest = line.slice(token.column + 1).replace(/\r$/, '');
  const after = rest.length - rest.trimStart().length;
  const isAtEnd = rest.trim() === '' || rest.trimStart().startsWith('#');
  if (max.after < 0 || isAtEnd || after <= max.after) return;
  const start = token.offset + 1 + max.after;
  tell(token.line, token.column + after, `too many spaces after ${name}`, {
    start,
    end: token.offset + 1 + after,
    text: '',
  });
}

function bracketRule(open: string, close: string, name: string): StyleRule {
  return {
    options: {
      forbid: false,
      'min-spaces-inside': 0,
      'max-spaces-inside': 0,
      'min-spaces-inside-empty': -1,
      'max-spaces-inside-empty': -1,
    },
    check(text, options, tell) {
      for (const token of text.tokens) {
        const isOpen = token.source === open && /flow-(map|seq)-start/.test(token.type);
        const isClose = token.source === close && /flow-(map|seq)-end/.test(token.type);
        if (isOpen) checkOpening(text, token, options, { close, name }, tell);
        if (isClose) checkClosing(text, token, options, { open, name }, tell);
      }
    },
  };
}

interface Bracket {
  open?: string;
  close?: string;
  name: string;
}

function checkOpening(
  text: StyleText,
  token: StyleToken,
  options: JsonObject,
  { close, name }: Bracket,
  tell: StyleTell,
): void {
  const rest = text.text.slice(token.offset + 1).split('\n')[0] ?? '';
  const count = rest.length - rest.trimStart().length;
  const isEmpty = rest.trimStart().startsWith(close ?? '');
  if (options.forbid === true || (options.forbid === 'non-empty' && !isEmpty)) {
    tell(token.line, token.column, `forbidden flow ${name === 'braces' ? 'mapping' : 'sequence'}`);
    return;
  }
  if (rest.trim() === '') return;
  const emptyMax = limit(options, 'max-spaces-inside-empty');
  const emptyMin = limit(options, 'min-spaces-inside-empty');
  const max = isEmpty && emptyMax >= 0 ? emptyMax : limit(options, 'max-spaces-inside');
  const min = isEmpty && emptyMin >= 0 ? emptyMin : limit(options, 'min-spaces-inside');
  const start = token.offset + 1;
  const inside = isEmpty ? `inside empty ${name}` : `inside ${name}`;
  if (max >= 0 && count > max)
    tell(token.line, token.column + count, `too many spaces ${inside}`, {
      start: start + max,
      end: start + count,
      text: '',
    });
  if (count < min)
    tell(token.line, token.column + 1, `too few spaces ${inside}`, {
      start,
      end: start,
      text: ' '.repeat(min - count),
    });
}

function checkClosing(
  text: StyleText,
  token: StyleToken,
  options: JsonObject,
  { open, name }: Bracket,
  tell: StyleTell,
): void {
  const before = (text.lines[token.line] ?? '').slice(0, token.column);
  const count = before.length - before.trimEnd().length;
  if (before.trim() === '' || before.trimEnd().endsWith(open ?? '')) return;
  const max = limit(options, 'max-spaces-inside');
  const min = limit(options, 'min-spaces-inside');
  const at = token.offset;
  if (max >= 0 && count > max)
    tell(token.line, token.column - 1, `too many spaces inside ${name}`, {
      start: at - count,
      end: at - max,
      text: '',
    });
  if (count < min)
    tell(token.line, token.column, `too few spaces inside ${name}`, {
      start: at,
      end: at,
      text: ' '.repeat(min - count),
    });
}
