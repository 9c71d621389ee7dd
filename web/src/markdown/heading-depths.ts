import type { Block } from './blocks.ts';

type Heading = Extract<Block, { kind: 'heading' }>;

/** All headings of a text in reading order, also those in quotes and lists. */
function headingsOf(blocks: Block[]): Heading[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'heading') return [block];
    if (block.kind === 'quote') return headingsOf(block.blocks);
    if (block.kind === 'list') return block.items.flatMap((item) => headingsOf(item.blocks));
    return [];
  });
}

/**
 * How deep each heading stands among the others, from 0: however the text skips levels, none is skipped here, so that
 * screen readers can walk through the page.
 */
export function headingDepths(blocks: Block[]): Map<Block, number> {
  const depths = new Map<Block, number>();
  const above: number[] = [];
  for (const heading of headingsOf(blocks)) {
    while (above.length > 0 && (above.at(-1) ?? 0) >= heading.level) above.pop();
    depths.set(heading, above.length);
    above.push(heading.level);
  }
  return depths;
}
