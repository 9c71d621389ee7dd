import type { CST } from 'yaml';
import { LineCounter, Parser } from 'yaml';

/** One word of the YAML text: an indicator, a scalar, a comment. */
export interface StyleToken {
  type: string;
  offset: number;
  source: string;
  /** Line (from 0) and column (from 0) of its start. */
  line: number;
  column: number;
  /** Inside `{}` or `[]`. */
  inFlow: boolean;
  /** A plain, quoted or block scalar that is a key. */
  isKey?: boolean;
}

/** A file as the style rules see it. */
export interface StyleText {
  text: string;
  /** Lines without their ends. */
  lines: string[];
  tokens: StyleToken[];
  /** Lines that lie inside a block or multi-line scalar: their spaces are content. */
  contentLines: Set<number>;
  documents: CST.Document[];
  /** Line and column (both from 0) of an offset. */
  place(offset: number): { line: number; column: number };
}

/** Splits a text into what the rules look at. A text with syntax errors still gives its lines. */
export function readStyleText(text: string): StyleText {
  const counter = new LineCounter();
  const tokens: StyleToken[] = [];
  const documents: CST.Document[] = [];
  const contentLines = new Set<number>();
  const place = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return { line: line - 1, column: col - 1 };
  };
  const add = (token: CST.SourceToken | CST.Token, inFlow: boolean, isKey = false) => {
    if (!('source' in token)) return;
    const start = place(token.offset);
    tokens.push({
      type: token.type,
      offset: token.offset,
      source: token.source,
      ...start,
      inFlow,
      ...(isKey ? { isKey } : {}),
    });
    if (!/scalar/.test(token.type)) return;
    const rows = token.source.replace(/\n$/, '').split('\n').length;
    // A block scalar is said to start at its header, and its text stands on the lines below; others start with their text.
    const last = token.type === 'block-scalar' ? rows : rows - 1;
    for (let row = 1; row <= last; row++) contentLines.add(start.line + row);
  };
  for (const token of new Parser(counter.addNewLine).parse(text)) {
    if (token.type === 'document') documents.push(token);
    visit(token, false, add);
  }
  tokens.sort((one, other) => one.offset - other.offset);
  return { text, lines: text.split('\n'), tokens, contentLines, documents, place };
}

type Add = (token: CST.SourceToken | CST.Token, inFlow: boolean, isKey?: boolean) => void;

function visit(token: CST.Token, inFlow: boolean, add: Add, isKey = false): void {
  switch (token.type) {
    case 'document':
      for (const each of token.start) add(each, false);
      if (token.value) visit(token.value, false, add);
      for (const each of token.end ?? []) add(each, false);
      return;
    case 'flow-collection':
      add(token.start, true);
      for (const item of token.items) visitItem(item, true, add);
      for (const each of token.end) add(each, /[\]}]/.test(each.source) || inFlow);
      return;
    case 'block-map':
    case 'block-seq':
      for (const item of token.items) visitItem(item, false, add);
      return;
    case 'block-scalar':
      // yamllint takes a comment behind `|` for a part of it.
      for (const each of token.props) if (each.type !== 'comment') visit(each as CST.Token, inFlow, add);
      add(token, inFlow, isKey);
      return;
    default:
      add(token, inFlow, isKey);
      if ('end' in token && Array.isArray(token.end)) for (const each of token.end) add(each, inFlow);
  }
}

function visitItem(item: CST.CollectionItem, inFlow: boolean, add: Add): void {
  for (const each of item.start) add(each, inFlow);
  if (item.key) visit(item.key, inFlow, add, true);
  for (const each of item.sep ?? []) add(each, inFlow);
  if (item.value) visit(item.value, inFlow, add);
}
