import type { Place, Problems } from '../problem.ts';

/** A job and the jobs it needs, with the place of each name. */
export interface NeedsNode {
  key: string;
  at: Place;
  needs: { text: string; at: Place }[];
}

/** Refuses names that are no jobs and circles, naming each. Job names ignore case, as on GitHub. */
export function checkNeeds(nodes: NeedsNode[], problems: Problems): void {
  const byKey = new Map(nodes.map((node) => [node.key.toLowerCase(), node]));
  for (const node of nodes) {
    for (const need of node.needs) {
      if (byKey.has(need.text.toLowerCase())) continue;
      problems.invalid(
        need.at,
        `The job \`${node.key}\` needs \`${need.text}\`, which does not exist`,
        jobsHint(nodes),
      );
    }
  }
  refuseCircles(nodes, byKey, problems);
}

function jobsHint(nodes: NeedsNode[]): string {
  return `The jobs are: ${nodes
    .slice(0, 20)
    .map((node) => node.key)
    .join(', ')}${nodes.length > 20 ? ', ...' : ''}.`;
}

/** Takes away jobs whose needs are gone until none is left to take; what stays hangs on a circle. */
function refuseCircles(nodes: NeedsNode[], byKey: Map<string, NeedsNode>, problems: Problems): void {
  const open = new Map(
    nodes.map((node) => [node, node.needs.filter((need) => byKey.has(need.text.toLowerCase())).length] as const),
  );
  const dependents = dependentsOf(nodes);
  const free = nodes.filter((node) => open.get(node) === 0);
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    open.delete(node);
    for (const dependent of dependents.get(node.key.toLowerCase()) ?? []) {
      const left = (open.get(dependent) ?? 0) - 1;
      open.set(dependent, left);
      if (left === 0) free.push(dependent);
    }
  }
  const [first] = open.keys();
  if (first === undefined) return;
  const circle = circleFrom(first, byKey, open);
  const start = circle[0] ?? first;
  problems.invalid(
    start.needs[0]?.at ?? start.at,
    `The jobs need each other in a circle: ${[...circle, start].map((node) => node.key).join(' -> ')}`,
    'Remove one of these needs.',
  );
}

function dependentsOf(nodes: NeedsNode[]): Map<string, NeedsNode[]> {
  const dependents = new Map<string, NeedsNode[]>();
  for (const node of nodes) {
    for (const need of node.needs) {
      const key = need.text.toLowerCase();
      dependents.set(key, [...(dependents.get(key) ?? []), node]);
    }
  }
  return dependents;
}

/** Follows needs that hang on a circle until a job comes again: every one of them has such a need. */
function circleFrom(first: NeedsNode, byKey: Map<string, NeedsNode>, open: Map<NeedsNode, number>): NeedsNode[] {
  const path: NeedsNode[] = [];
  let node: NeedsNode | undefined = first;
  while (node !== undefined && !path.includes(node)) {
    path.push(node);
    node = node.needs
      .map((need) => byKey.get(need.text.toLowerCase()))
      .find((need) => need !== undefined && open.has(need));
  }
  return node === undefined ? path : path.slice(path.indexOf(node));
}
