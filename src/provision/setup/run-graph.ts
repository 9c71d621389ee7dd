/** Something that must come after others. */
export interface GraphNode {
  name: string;
  dependsOn: readonly string[];
}

export type GraphOutcome<Result> =
  | { state: 'done'; result: Result }
  | { state: 'failed'; error: unknown }
  /** Not started, because of another one that failed. */
  | { state: 'skipped'; because: string };

/**
 * Runs every node as soon as all it depends on are done, side by side. A failure stops what depends on it and nothing
 * else. Dependencies that are not among the nodes count as done. Nodes must be in order: each after its dependencies.
 */
export async function runGraph<Node extends GraphNode, Result>(
  nodes: readonly Node[],
  run: (node: Node) => Promise<Result>,
): Promise<Map<string, GraphOutcome<Result>>> {
  const started = new Map<string, Promise<GraphOutcome<Result>>>();
  for (const node of nodes) started.set(node.name, outcomeOf(node, run, started));
  const outcomes = await Promise.all([...started].map(async ([name, outcome]) => [name, await outcome] as const));
  return new Map(outcomes);
}

async function outcomeOf<Node extends GraphNode, Result>(
  node: Node,
  run: (node: Node) => Promise<Result>,
  started: ReadonlyMap<string, Promise<GraphOutcome<Result>>>,
): Promise<GraphOutcome<Result>> {
  for (const name of node.dependsOn) {
    const before = await started.get(name);
    if (before?.state === 'failed') return { state: 'skipped', because: name };
    if (before?.state === 'skipped') return before;
  }
  try {
    return { state: 'done', result: await run(node) };
  } catch (error) {
    return { state: 'failed', error };
  }
}
