import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { scrollable } from '../components/scrollable.ts';
import { type Align, type Block, type ListItem, parseMarkdown } from './blocks.ts';
import { headingDepths } from './heading-depths.ts';
import type { Inline } from './inline.ts';
import './markdown.css';

type Depths = Map<Block, number>;

/** Shows Markdown that hostile code may have written: it becomes elements and text, never HTML. */
export function Markdown({ text }: { text: string }): JSX.Element {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  return <div class="markdown">{drawBlocks(blocks, headingDepths(blocks))}</div>;
}

function drawBlocks(blocks: Block[], depths: Depths): JSX.Element[] {
  return blocks.map((block, key) => drawBlock(block, key, depths));
}

function drawBlock(block: Block, key: number, depths: Depths): JSX.Element {
  switch (block.kind) {
    case 'heading':
      return drawHeading(block.level, depths.get(block) ?? 0, draw(block.children), key);
    case 'paragraph':
      return <p key={key}>{draw(block.children)}</p>;
    case 'code':
      // Long lines scroll sideways: the keyboard must reach them too.
      return (
        <pre key={key} {...scrollable}>
          <code>{block.text}</code>
        </pre>
      );
    case 'quote':
      return <blockquote key={key}>{drawBlocks(block.blocks, depths)}</blockquote>;
    case 'rule':
      return <hr key={key} />;
    case 'list':
      return drawList(block, key, depths);
    case 'table':
      return drawTable(block, key);
  }
}

function drawList(list: Extract<Block, { kind: 'list' }>, key: number, depths: Depths): JSX.Element {
  const items = list.items.map((item, index) => drawItem(item, index, depths));
  if (!list.ordered) return <ul key={key}>{items}</ul>;
  return (
    <ol key={key} start={list.start}>
      {items}
    </ol>
  );
}

/** The page has its own first two levels: a summary's headings begin below, and look as the text wanted. */
function drawHeading(level: number, depth: number, children: ComponentChildren, key: number): JSX.Element {
  const Tag = (['h3', 'h4', 'h5'] as const)[depth] ?? 'h6';
  return (
    <Tag key={key} class={`markdown-h${Math.min(level, 4)}`}>
      {children}
    </Tag>
  );
}

/** A list whose items are single paragraphs is drawn tight, without paragraphs. */
function drawItem(item: ListItem, key: number, depths: Depths): JSX.Element {
  const [first, ...rest] = item.blocks;
  const body =
    first?.kind === 'paragraph' ? [draw(first.children), drawBlocks(rest, depths)] : drawBlocks(item.blocks, depths);
  return (
    <li key={key} class={item.checked === null ? '' : 'markdown-task'}>
      {item.checked !== null && <input type="checkbox" checked={item.checked} disabled aria-label="Task" />}
      {body}
    </li>
  );
}

function drawTable(table: Extract<Block, { kind: 'table' }>, key: number): JSX.Element {
  const alignOf = (column: number): string => `align-${table.align[column] ?? ('left' satisfies Align)}`;
  return (
    <figure key={key} class="markdown-table" aria-label="Table" {...scrollable}>
      <table>
        <thead>
          <tr>
            {table.head.map((cell, column) => (
              <th key={column} scope="col" class={alignOf(column)}>
                {draw(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} class={alignOf(column)}>
                  {draw(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

function draw(parts: Inline[]): ComponentChildren {
  return parts.map(drawInline);
}

function drawInline(part: Inline, key: number): ComponentChildren {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'code':
      return <code key={key}>{part.text}</code>;
    case 'strong':
      return <strong key={key}>{draw(part.children)}</strong>;
    case 'emphasis':
      return <em key={key}>{draw(part.children)}</em>;
    case 'strike':
      return <del key={key}>{draw(part.children)}</del>;
    case 'break':
      return <br key={key} />;
    case 'link':
      return (
        <a key={key} href={part.href} rel="noopener noreferrer nofollow" target="_blank">
          {draw(part.children)}
        </a>
      );
  }
}
