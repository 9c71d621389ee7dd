import { type Inline, parseInline } from './inline.ts';

export type Align = 'left' | 'center' | 'right' | null;

export interface ListItem {
  /** Null: not a task. */
  checked: boolean | null;
  blocks: Block[];
}

/** A block of a summary. */
export type Block =
  | { kind: 'heading'; level: number; children: Inline[] }
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'code'; language: string; text: string }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'list'; ordered: boolean; start: number; items: ListItem[] }
  | { kind: 'table'; align: Align[]; head: Inline[][]; rows: Inline[][][] }
  | { kind: 'rule' };

const maxDepth = 8;
const fencePattern = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]*)/;
const headingPattern = /^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$/;
const rulePattern = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const itemPattern = /^( {0,3})([-*+]|\d{1,9}[.)])(\s+|$)(.*)$/;
const tableRulePattern = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

/**
 * Reads the Markdown that job summaries are made of: headings, lists (also of tasks), tables, code, quotes, emphasis,
 * links. Raw HTML is not part of it and stays text. Takes time in proportion to the text, whatever it holds.
 */
export function parseMarkdown(text: string): Block[] {
  return parseBlocks(text.replaceAll('\r\n', '\n').split('\n'), 0);
}

interface Read {
  block: Block;
  /** Lines the block took. */
  used: number;
}

function parseBlocks(lines: string[], depth: number): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    if (lines[at]?.trim() === '') {
      at++;
      continue;
    }
    const { block, used } = readBlock(lines, at, depth);
    blocks.push(block);
    at += used;
  }
  return blocks;
}

function readBlock(lines: string[], at: number, depth: number): Read {
  const nested = depth < maxDepth ? (readQuote(lines, at, depth) ?? readList(lines, at, depth)) : null;
  return (
    readFence(lines, at) ??
    readHeading(lines, at) ??
    readRule(lines, at) ??
    nested ??
    readTable(lines, at) ??
    readParagraph(lines, at)
  );
}

function readFence(lines: string[], at: number): Read | null {
  const open = fencePattern.exec(lines[at] ?? '');
  if (!open) return null;
  const mark = open[1] ?? '```';
  let end = at + 1;
  while (end < lines.length && !closesFence(lines[end] ?? '', mark)) end++;
  const text = lines.slice(at + 1, end).join('\n');
  return { block: { kind: 'code', language: open[2] ?? '', text }, used: end - at + 1 };
}

function closesFence(line: string, mark: string): boolean {
  const trimmed = line.trim();
  return trimmed.length >= mark.length && trimmed === (mark[0] ?? '').repeat(trimmed.length);
}

function readHeading(lines: string[], at: number): Read | null {
  const match = headingPattern.exec(lines[at] ?? '');
  if (!match) return null;
  const level = match[1]?.length ?? 1;
  return { block: { kind: 'heading', level, children: parseInline(match[2] ?? '') }, used: 1 };
}

function readRule(lines: string[], at: number): Read | null {
  return rulePattern.test(lines[at] ?? '') ? { block: { kind: 'rule' }, used: 1 } : null;
}

function readQuote(lines: string[], at: number, depth: number): Read | null {
  let end = at;
  while (/^ {0,3}>/.test(lines[end] ?? '')) end++;
  if (end === at) return null;
  const inner = lines.slice(at, end).map((line) => line.replace(/^ {0,3}> ?/, ''));
  return { block: { kind: 'quote', blocks: parseBlocks(inner, depth + 1) }, used: end - at };
}

function readList(lines: string[], at: number, depth: number): Read | null {
  const first = itemPattern.exec(lines[at] ?? '');
  if (!first) return null;
  const ordered = /\d/.test(first[2] ?? '');
  const items: ListItem[] = [];
  let line = at;
  while (line < lines.length) {
    const match = itemPattern.exec(lines[line] ?? '');
    if (!match || /\d/.test(match[2] ?? '') !== ordered) break;
    const { body, used } = itemBody(lines, line, match);
    items.push(listItem(body, depth));
    line += used;
  }
  return { block: { kind: 'list', ordered, start: Number.parseInt(first[2] ?? '1', 10) || 1, items }, used: line - at };
}

/** The item's own lines without their indentation: what follows belongs to it while it is indented at least as far. */
function itemBody(lines: string[], at: number, match: RegExpExecArray): { body: string[]; used: number } {
  const indent = (match[1]?.length ?? 0) + (match[2]?.length ?? 1) + 1;
  const body = [match[4] ?? ''];
  let end = at + 1;
  for (; end < lines.length; end++) {
    const line = lines[end] ?? '';
    const blank = line.trim() === '';
    const next = lines[end + 1] ?? '';
    if (blank && (next.trim() === '' || leading(next) < indent)) break;
    if (!blank && leading(line) < Math.min(indent, 2)) break;
    body.push(line.slice(Math.min(indent, leading(line))));
  }
  return { body, used: end - at };
}

const leading = (line: string): number => line.length - line.trimStart().length;

function listItem(body: string[], depth: number): ListItem {
  const task = /^\[([ xX])\]\s+/.exec(body[0] ?? '');
  const lines = task ? [(body[0] ?? '').slice(task[0].length), ...body.slice(1)] : body;
  return { checked: task ? task[1] !== ' ' : null, blocks: parseBlocks(lines, depth + 1) };
}

function readTable(lines: string[], at: number): Read | null {
  const head = lines[at] ?? '';
  const rule = lines[at + 1] ?? '';
  if (!head.includes('|') || !rule.includes('-') || rule.length > 2000 || !tableRulePattern.test(rule)) return null;
  const align = cells(rule).map(alignOf);
  const titles = cells(head);
  if (titles.length !== align.length) return null;
  let end = at + 2;
  while (end < lines.length && (lines[end] ?? '').includes('|')) end++;
  const rows = lines.slice(at + 2, end).map((line) => {
    const row = cells(line);
    return align.map((_, column) => parseInline(row[column] ?? ''));
  });
  return { block: { kind: 'table', align, head: titles.map((title) => parseInline(title)), rows }, used: end - at };
}

function cells(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function alignOf(cell: string): Align {
  const left = cell.startsWith(':');
  const right = cell.endsWith(':');
  if (left && right) return 'center';
  return right ? 'right' : left ? 'left' : null;
}

function readParagraph(lines: string[], at: number): Read {
  let end = at + 1;
  while (end < lines.length && !startsBlock(lines, end)) end++;
  const text = lines.slice(at, end).map((line) => line.trim());
  return { block: { kind: 'paragraph', children: parseInline(text.join('\n')) }, used: end - at };
}

function startsBlock(lines: string[], at: number): boolean {
  const line = lines[at] ?? '';
  if (line.trim() === '' || /^ {0,3}>/.test(line)) return true;
  return fencePattern.test(line) || headingPattern.test(line) || rulePattern.test(line) || itemPattern.test(line);
}
