import { describe, expect, it } from 'vitest';
import { type GraphLayout, layoutGraph } from './graph-layout.ts';

function layout(needs: Record<string, string[]>): GraphLayout {
  return layoutGraph(Object.entries(needs).map(([key, needed]) => ({ key, needs: needed, height: 40 })));
}

const columns = ({ nodes }: GraphLayout): Record<string, number> =>
  Object.fromEntries(nodes.map((node) => [node.key, Math.round(node.x / 280)]));

const arrows = ({ edges }: GraphLayout): string[] => edges.map(({ from, to }) => `${from}>${to}`);

describe('the graph of needs', () => {
  it('puts each job right of all it needs', () => {
    expect(
      columns(layout({ lint: [], build: ['lint'], test: ['build'], docs: ['lint'], ship: ['docs', 'test'] })),
    ).toEqual({
      lint: 0,
      build: 1,
      docs: 1,
      test: 2,
      ship: 3,
    });
  });

  it('leaves out arrows that follow from others', () => {
    expect(arrows(layout({ a: [], b: ['a'], c: ['a', 'b'] }))).toEqual(['a>b', 'b>c']);
  });

  it('never lets nodes of a column overlap', () => {
    const { nodes, height } = layout({ a: [], b: [], c: [], d: ['a', 'b', 'c'] });
    const tops = nodes.filter((node) => node.x === 0).map((node) => node.y);
    expect([tops, height]).toEqual([[0, 56, 112], 152]);
    expect(nodes.find((node) => node.key === 'd')?.y).toBe(56);
  });

  it('ignores needs that are not in the run, and ends on a cycle', () => {
    expect(arrows(layout({ a: ['gone'] }))).toEqual([]);
    expect(layout({ a: ['b'], b: ['a'] }).nodes).toHaveLength(2);
  });

  it('is empty for a run without jobs', () => {
    expect(layout({})).toEqual({ width: 0, height: 0, nodes: [], edges: [] });
  });
});
