import type { CST } from 'yaml';
import { indentationRule } from './indentation-rule.ts';
import type { StyleRule } from './style-rule.ts';
import type { StyleText, StyleToken } from './style-text.ts';

const truthyWords = new Set('YES Yes yes NO No no TRUE True true FALSE False false ON On on OFF Off off'.split(' '));

/** Rules about documents, keys and values. */
export const structureRules: Record<string, StyleRule> = {
  indentation: indentationRule,
  'document-start': {
    options: { present: true },
    check(text, { present }, tell) {
      const marker = text.tokens.find((token) => token.type === 'doc-start');
      const first = text.tokens.find((token) => isContent(token));
      if (present === true && first && (!marker || marker.offset > first.offset)) {
        tell(first.line, 0, 'missing document start "---"', { start: 0, end: 0, text: '---\n' });
      } else if (present === false && marker) tell(marker.line, 0, 'found forbidden document start "---"');
    },
  },
  truthy: {
    options: { 'allowed-values': ['true', 'false'], 'check-keys': true },
    check(text, options, tell) {
      const allowed = Array.isArray(options['allowed-values']) ? options['allowed-values'] : [];
      for (const token of text.tokens) {
        if (token.type !== 'scalar' || !truthyWords.has(token.source) || allowed.includes(token.source)) continue;
        if (token.isKey && options['check-keys'] === false) continue;
        tell(token.line, token.column, `truthy value should be one of [${allowed.join(', ')}]`);
      }
    },
  },
  'octal-values': {
    options: { 'forbid-implicit-octal': true, 'forbid-explicit-octal': true },
    check(text, options, tell) {
      for (const token of text.tokens.filter((each) => each.type === 'scalar')) {
        const isImplicit = options['forbid-implicit-octal'] === true && /^0[0-7]+$/.test(token.source);
        const isExplicit = options['forbid-explicit-octal'] === true && /^0o[0-7]+$/.test(token.source);
        if (isImplicit || isExplicit) tell(token.line, token.column, `forbidden octal value "${token.source}"`);
      }
    },
  },
  'key-duplicates': {
    options: { 'forbid-duplicated-merge-keys': false },
    check(text, options, tell) {
      eachMapping(text, (map) => {
        const seen = new Set<string>();
        for (const { key } of map.items) {
          if (!key || !('source' in key)) continue;
          const isMerge = key.source === '<<' && options['forbid-duplicated-merge-keys'] !== true;
          if (seen.has(key.source) && !isMerge) {
            const { line, column } = text.place(key.offset);
            tell(line, column, `duplication of key "${key.source}" in mapping`);
          }
          seen.add(key.source);
        }
      });
    },
  },
  'empty-values': {
    options: { 'forbid-in-block-mappings': true, 'forbid-in-flow-mappings': true, 'forbid-in-block-sequences': true },
    check(text, options, tell) {
      eachMapping(text, (map) => {
        const option = map.type === 'block-map' ? 'forbid-in-block-mappings' : 'forbid-in-flow-mappings';
        if (options[option] !== true) return;
        for (const { key, value, sep } of map.items) {
          if (!key || value || !sep?.some((each) => each.type === 'map-value-ind')) continue;
          const { line, column } = text.place(key.offset);
          tell(line, column, `empty value in ${map.type === 'block-map' ? 'block' : 'flow'} mapping`);
        }
      });
    },
  },
  anchors: {
    options: { 'forbid-undeclared-aliases': true, 'forbid-duplicated-anchors': false, 'forbid-unused-anchors': false },
    check(text, options, tell) {
      const used = new Set(text.tokens.filter((token) => token.type === 'alias').map((token) => token.source.slice(1)));
      const declared = new Set<string>();
      for (const token of text.tokens) {
        const name = token.source.slice(1);
        if (token.type === 'doc-start') declared.clear();
        else if (token.type === 'alias' && !declared.has(name) && options['forbid-undeclared-aliases'] === true) {
          tell(token.line, token.column, `found undeclared alias "${name}"`);
        } else if (token.type === 'anchor') {
          if (declared.has(name) && options['forbid-duplicated-anchors'] === true)
            tell(token.line, token.column, `found duplicated anchor "${name}"`);
          if (!used.has(name) && options['forbid-unused-anchors'] === true)
            tell(token.line, token.column, `found unused anchor "${name}"`);
          declared.add(name);
        }
      }
    },
  },
  'comments-indentation': {
    options: {},
    check(text, _options, tell) {
      const comments = new Map(
        text.tokens.filter((token) => token.type === 'comment').map((token) => [token.line, token]),
      );
      const afterBlock = firstCommentsAfterBlocks(text);
      for (const token of comments.values()) {
        const line = text.lines[token.line] ?? '';
        if (line.slice(0, token.column).trim() !== '' || afterBlock.has(token)) continue;
        const next = neighbour(text, comments, token.line, 1) ?? 0;
        const above = commentAbove(text, comments, token.line);
        const previous = Math.max(neighbour(text, comments, token.line, -1) ?? 0, next);
        const allowed = above && isAlone(text, above) ? above.column : previous;
        if (token.column !== next && token.column !== allowed)
          tell(token.line, token.column, 'comment not indented like content');
      }
    },
  },
};

function isContent(token: StyleToken): boolean {
  return !['comment', 'space', 'newline', 'directive', 'doc-start', 'byte-order-mark'].includes(token.type);
}

/** To yamllint a block scalar ends where the comment below it begins, so that comment may stand anywhere. */
function firstCommentsAfterBlocks({ tokens }: StyleText): Set<StyleToken> {
  const words = tokens.filter(({ type }) => type !== 'space' && type !== 'newline');
  return new Set(words.filter(({ type }, at) => type === 'comment' && words[at - 1]?.type === 'block-scalar'));
}

/** The nearest comment above, with nothing but blank lines between. */
function commentAbove({ lines }: StyleText, comments: Map<number, StyleToken>, from: number): StyleToken | undefined {
  let line = from - 1;
  while (line >= 0 && !comments.has(line) && (lines[line] ?? '').trim() === '') line--;
  return comments.get(line);
}

function isAlone(text: StyleText, token: StyleToken): boolean {
  return (text.lines[token.line] ?? '').trimStart().startsWith('#');
}

/** Indentation of the nearest line with content above (-1) or below (1). */
function neighbour(text: StyleText, comments: Map<number, StyleToken>, from: number, step: number): number | undefined {
  for (let index = from + step; index >= 0 && index < text.lines.length; index += step) {
    const line = text.lines[index] ?? '';
    const comment = comments.get(index);
    if (line.trim() === '' || (comment && isAlone(text, comment)) || text.contentLines.has(index)) continue;
    return line.length - line.trimStart().length;
  }
  return undefined;
}

type Mapping = CST.BlockMap | CST.FlowCollection;

function eachMapping(text: StyleText, look: (map: Mapping) => void): void {
  const visit = (token: CST.Token | null | undefined): void => {
    if (token?.type === 'document') visit(token.value);
    if (token?.type !== 'block-map' && token?.type !== 'block-seq' && token?.type !== 'flow-collection') return;
    if (token.type === 'block-map' || (token.type === 'flow-collection' && token.start.source === '{')) look(token);
    for (const item of token.items) {
      visit(item.key);
      visit(item.value);
    }
  };
  for (const document of text.documents) visit(document);
}
