/** What the layout needs to know of a node. */
export interface GraphNode {
  key: string;
  needs: string[];
  height: number;
}

export interface PlacedNode {
  key: string;
  x: number;
  y: number;
  height: number;
}

export interface GraphEdge {
  from: string;
  to: string;
  /** Start and end in pixels: the right side of the needed node, the left side of the one that needs it. */
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

export interface GraphLayout {
  width: number;
  height: number;
  nodes: PlacedNode[];
  edges: GraphEdge[];
}

export const nodeWidth = 224;
const columnGap = 56;
const rowGap = 16;

/**
 * Places nodes in columns: each one right of all it needs, near the middle of them. Needs that follow from other needs
 * are not drawn. A cycle (which the server refuses) does not hang it.
 */
export function layoutGraph(nodes: GraphNode[]): GraphLayout {
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const columns = columnsOf(nodes, byKey);
  const placed = placeColumns(columns);
  const edges = nodes.flatMap((node) => directNeeds(node, byKey).map((need) => edge(placed, need, node.key)));
  return {
    width: Math.max(0, columns.length * (nodeWidth + columnGap) - columnGap),
    height: Math.max(0, ...[...placed.values()].map((node) => node.y + node.height)),
    nodes: [...placed.values()],
    edges: edges.filter((candidate) => candidate !== null),
  };
}

function columnsOf(nodes: GraphNode[], byKey: Map<string, GraphNode>): GraphNode[][] {
  const levels = new Map<string, number>();
  const levelOf = (node: GraphNode, path: Set<string>): number => {
    const known = levels.get(node.key);
    if (known !== undefined) return known;
    if (path.has(node.key)) return 0;
    path.add(node.key);
    const needed = node.needs.map((key) => byKey.get(key)).filter((need) => need !== undefined);
    const level = Math.max(-1, ...needed.map((need) => levelOf(need, path))) + 1;
    path.delete(node.key);
    levels.set(node.key, level);
    return level;
  };
  const columns: GraphNode[][] = [];
  for (const node of nodes) {
    const level = levelOf(node, new Set());
    while (columns.length <= level) columns.push([]);
    columns[level]?.push(node);
  }
  return columns;
}

/** Columns are centred on the tallest; within one, nodes follow the middle of what they need. */
function placeColumns(columns: GraphNode[][]): Map<string, PlacedNode> {
  const heights = columns.map((column) => column.reduce((sum, node) => sum + node.height + rowGap, -rowGap));
  const tallest = Math.max(0, ...heights);
  const placed = new Map<string, PlacedNode>();
  columns.forEach((column, level) => {
    let y = (tallest - (heights[level] ?? 0)) / 2;
    for (const node of column.toSorted((a, b) => middleOfNeeds(a, placed) - middleOfNeeds(b, placed))) {
      placed.set(node.key, { key: node.key, x: level * (nodeWidth + columnGap), y, height: node.height });
      y += node.height + rowGap;
    }
  });
  return placed;
}

function middleOfNeeds(node: GraphNode, placed: Map<string, PlacedNode>): number {
  const needed = node.needs.map((key) => placed.get(key)).filter((need) => need !== undefined);
  if (needed.length === 0) return 0;
  return needed.reduce((sum, need) => sum + need.y + need.height / 2, 0) / needed.length;
}

/** Needs that no other need brings along already. */
function directNeeds(node: GraphNode, byKey: Map<string, GraphNode>): string[] {
  return node.needs.filter((need) => !node.needs.some((other) => other !== need && reaches(other, need, byKey)));
}

function reaches(from: string, target: string, byKey: Map<string, GraphNode>): boolean {
  const seen = new Set<string>();
  const open = [...(byKey.get(from)?.needs ?? [])];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (key === target) return true;
    if (seen.has(key)) continue;
    seen.add(key);
    open.push(...(byKey.get(key)?.needs ?? []));
  }
  return false;
}

function edge(placed: Map<string, PlacedNode>, from: string, to: string): GraphEdge | null {
  const start = placed.get(from);
  const end = placed.get(to);
  if (!start || !end) return null;
  const x1 = start.x + nodeWidth;
  return { from, to, x1, y1: start.y + start.height / 2, x2: end.x, y2: end.y + end.height / 2 };
}
