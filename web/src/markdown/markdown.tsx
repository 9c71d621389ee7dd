import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { scrollable } from '../components/scrollable.ts';
import { type Align, type Block, type ListItem, parseMarkdown } from './blocks.ts';
import type { Inline } from './inline.ts';
import './markdown.css';

/** Shows Markdown that hostile code may have written: it becomes elements and text, never HTML. */
export function Markdown({ text }: { text: string }): JSX.Element {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  return <div class="markdown">{blocks.map(drawBlock)}</div>;
}

function drawBlock(block: Block, key: number): JSX.Element {
  switch (block.kind) {
    case 'heading':
      return drawHeading(block.level, draw(block.children), key);
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
      return <blockquote key={key}>{block.blocks.map(drawBlock)}</blockquote>;
    case 'rule':
      return <hr key={key} />;
    case 'list':
      return block.ordered ? (
        <ol key={key} start={block.start}>
          {block.items.map(drawItem)}
        </ol>
      ) : (
        <ul key={key}>{block.items.map(drawItem)}</ul>
      );
    case 'table':
      return drawTable(block, key);
  }
}

/** The page has its own first two levels: a summary's headings begin below. */
function drawHeading(level: number, children: ComponentChildren, key: number): JSX.Element {
  const Tag = (['h3', 'h4', 'h5', 'h6'] as const)[Math.min(level, 4) - 1] ?? 'h6';
  return (
    <Tag key={key} class={`markdown-h${Math.min(level, 4)}`}>
      {children}
    </Tag>
  );
}

/** A list whose items are single paragraphs is drawn tight, without paragraphs. */
function drawItem(item: ListItem, key: number): JSX.Element {
  const [first, ...rest] = item.blocks;
  const body = first?.kind === 'paragraph' ? [draw(first.children), rest.map(drawBlock)] : item.blocks.map(drawBlock);
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
    <section key={key} class="markdown-table" aria-label="Table" {...scrollable}>
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
    </section>
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
