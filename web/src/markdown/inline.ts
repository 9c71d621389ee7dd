/** A piece of running text. Everything a summary may hold; there is no raw HTML among it. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong' | 'emphasis' | 'strike'; children: Inline[] }
  | { kind: 'link'; href: string; children: Inline[] }
  | { kind: 'break' };

/** Longer paragraphs are shown as they are: looking for ends that never come would cost time that grows with the square. */
const maxParsedLength = 10_000;
const maxDepth = 6;

const delimiters = [
  { mark: '**', kind: 'strong' },
  { mark: '__', kind: 'strong' },
  { mark: '~~', kind: 'strike' },
  { mark: '*', kind: 'emphasis' },
  { mark: '_', kind: 'emphasis' },
] as const;

const linkPattern = /^(!?)\[([^\]\n]{0,500})\]\(\s*<?([^\s<>()]{0,2000})>?(?:\s+"[^"\n]{0,300}")?\s*\)/;
const bareLinkPattern = /^https?:\/\/[^\s<>"'`|)\]]{1,2000}/;

/** Reads one paragraph's text. Unknown or unclosed marks stay text. */
export function parseInline(text: string, depth = 0): Inline[] {
  if (text.length > maxParsedLength || depth > maxDepth) return [{ kind: 'text', text }];
  const parts: Inline[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') parts.push({ kind: 'text', text: plain });
    plain = '';
  };
  let at = 0;
  while (at < text.length) {
    const found = readMark(text, at, depth);
    if (!found) {
      plain += text[at];
      at++;
      continue;
    }
    if (found.inline.kind === 'text') plain += found.inline.text;
    else {
      flush();
      parts.push(found.inline);
    }
    at += found.length;
  }
  flush();
  return parts;
}

interface Found {
  inline: Inline;
  length: number;
}

function readMark(text: string, at: number, depth: number): Found | null {
  switch (text[at]) {
    case '\\':
      return readEscape(text, at);
    case '`':
      return readCode(text, at);
    case '[':
    case '!':
      return readLink(text.slice(at), depth);
    case 'h':
      return readBareLink(text, at);
    case '\n':
      return { inline: { kind: 'break' }, length: 1 };
    case '*':
    case '_':
    case '~':
      return readDelimited(text, at, depth);
    default:
      return null;
  }
}

function readEscape(text: string, at: number): Found | null {
  const next = text[at + 1];
  if (next === undefined || !/[\\`*_{}[\]()#+\-.!~|<>]/.test(next)) return null;
  return { inline: { kind: 'text', text: next }, length: 2 };
}

function readCode(text: string, at: number): Found | null {
  const fence = /^`+/.exec(text.slice(at, at + 20))?.[0] ?? '`';
  const end = text.indexOf(fence, at + fence.length);
  if (end === -1) return { inline: { kind: 'text', text: fence }, length: fence.length };
  const inner = text.slice(at + fence.length, end);
  const trimmed = /^ .* $/.test(inner) ? inner.slice(1, -1) : inner;
  return { inline: { kind: 'code', text: trimmed }, length: end + fence.length - at };
}

/** Links and images; an image becomes a link, because the page may load nothing from elsewhere. */
function readLink(rest: string, depth: number): Found | null {
  const match = linkPattern.exec(rest);
  if (!match) return null;
  const href = safeHref(match[3] ?? '');
  const label = match[2] || (match[1] ? 'image' : (match[3] ?? ''));
  const children = parseInline(label, depth + 1);
  const length = match[0].length;
  return href
    ? { inline: { kind: 'link', href, children }, length }
    : { inline: { kind: 'text', text: label }, length };
}

function readBareLink(text: string, at: number): Found | null {
  if (at > 0 && /\w/.test(text[at - 1] ?? '')) return null;
  const href = bareLinkPattern.exec(text.slice(at, at + 2100))?.[0].replace(/[.,;:!?*_]+$/, '');
  if (!href) return null;
  return { inline: { kind: 'link', href, children: [{ kind: 'text', text: href }] }, length: href.length };
}

function readDelimited(text: string, at: number, depth: number): Found | null {
  const delimiter = delimiters.find(({ mark }) => text.startsWith(mark, at));
  if (!delimiter) return null;
  const { mark, kind } = delimiter;
  const start = at + mark.length;
  const insideWord = mark.includes('_') && at > 0 && /\w/.test(text[at - 1] ?? '');
  const end = closingMark(text, start + 1, mark);
  if (insideWord || end === -1 || /\s/.test(text[start] ?? ' ') || /\s/.test(text[end - 1] ?? ' ')) {
    return { inline: { kind: 'text', text: mark }, length: mark.length };
  }
  const children = parseInline(text.slice(start, end), depth + 1);
  return { inline: { kind, children }, length: end + mark.length - at };
}

/** Where a mark is closed: `*` by a single star only, `**` by the last two stars of a row of them. -1: nowhere. */
function closingMark(text: string, from: number, mark: string): number {
  const character = mark[0] ?? '';
  let end = text.indexOf(mark, from);
  if (mark.length === 2) return end !== -1 && text[end + 2] === character ? end + 1 : end;
  while (end !== -1 && text[end + 1] === character) end = text.indexOf(mark, end + 2);
  return end;
}

/** Only addresses that cannot run code: http, https, mail, and places on this page. Null otherwise. */
export function safeHref(href: string): string | null {
  return /^(?:https?:\/\/|mailto:|#)/i.test(href) ? href : null;
}
