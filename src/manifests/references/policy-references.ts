import type { JsonValue } from '../../shared/json.ts';
import type { Tell } from '../lint/rule.ts';
import { isObject } from '../manifest.ts';
import type { ReadObject } from '../validate/inspector.ts';
import { selectorMatches } from '../values/selector-match.ts';
import type { Selector } from '../values/shapes.ts';
import type { Path } from '../yaml/positioned-document.ts';
import { get, type IndexedPod, listOf, maySharePlace, type ObjectIndex, textOf } from './object-index.ts';
import type { ReferenceRule } from './reference-rule.ts';

export const networkPolicyPeer: ReferenceRule = {
  name: 'network-policy-peer',
  summary: 'Pods, peers and named ports of a NetworkPolicy exist',
  severity: 'error',
  check({ index, tellOf, leave }) {
    for (const object of index.ofKind('NetworkPolicy')) {
      const { value, namespace } = object.manifest;
      const tell = tellOf(object);
      const unknown = (space: string) => leave(object, `the tree has no pods of the namespace ${space || 'default'}`);
      const own = index.podsOf(namespace, get(value, 'spec', 'podSelector') as Selector);
      const isAll = Object.keys((get(value, 'spec', 'podSelector') as object | undefined) ?? {}).length === 0;
      if (!isAll && own.length === 0 && !hasPods(index, namespace)) unknown(namespace);
      else if (!isAll && own.length === 0)
        tell(
          ['spec', 'podSelector'],
          'the policy selects no pod',
          'Make podSelector agree with the labels of the pods.',
          'key',
        );
      for (const [direction, side] of [
        ['ingress', 'from'],
        ['egress', 'to'],
      ] as const) {
        for (const [rule, each] of listOf(get(value, 'spec', direction)).entries()) {
          const at = ['spec', direction, rule];
          const peers = checkPeers(listOf(get(each, side)), [...at, side], { index, object, tell, unknown });
          checkPorts(direction === 'ingress' ? own : peers, listOf(get(each, 'ports')), [...at, 'ports'], tell);
        }
      }
    }
  },
};

interface PeerScope {
  index: ObjectIndex;
  /** The policy. */
  object: ReadObject;
  tell: Tell;
  /** Hears of namespaces whose pods are not in the tree. */
  unknown: (namespace: string) => void;
}

/** Pods that the peers select; tells of peers that select none. */
function checkPeers(peers: JsonValue[], at: Path, { index, object, tell, unknown }: PeerScope): IndexedPod[] {
  return peers.flatMap((peer, place) => {
    const podSelector = get(peer, 'podSelector');
    const namespaceSelector = get(peer, 'namespaceSelector');
    const spaces = isObject(namespaceSelector)
      ? namespacesOf(index, namespaceSelector as Selector)
      : [object.manifest.namespace];
    // Pods of foreign namespaces (kube-system) are not in the tree.
    if (!isObject(podSelector) || spaces === undefined) return [];
    const pods = spaces.flatMap((namespace) => index.podsOf(namespace, podSelector as Selector));
    if (pods.length > 0 || Object.keys(podSelector).length === 0) return pods;
    const foreign = spaces.filter((namespace) => !hasPods(index, namespace));
    if (foreign.length > 0) foreign.forEach(unknown);
    else
      tell(
        [...at, place, 'podSelector'],
        'the peer selects no pod',
        'Make podSelector agree with the labels of the pods.',
        'key',
      );
    return pods;
  });
}

/** False where all pods come from an upstream chart, which is not in the tree: then nothing can be said. */
function hasPods(index: ObjectIndex, namespace: string): boolean {
  return index.pods.some(({ pod }) => maySharePlace(pod.manifest.namespace, namespace));
}

/** Namespaces that a selector selects, undefined when it may select some that are not in the tree. */
function namespacesOf(index: ObjectIndex, selector: Selector): string[] | undefined {
  const named = selector.matchLabels?.['kubernetes.io/metadata.name'];
  const known = index.ofKind('Namespace').map(({ manifest }) => manifest);
  if (named !== undefined && named !== null) return [named];
  const matching = known.filter(({ value }) =>
    selectorMatches(selector, get(value, 'metadata', 'labels') as Record<string, string>),
  );
  return matching.length === 0 ? undefined : matching.map((manifest) => manifest.name);
}

function checkPorts(pods: IndexedPod[], ports: JsonValue[], at: Path, tell: Tell): void {
  if (pods.length === 0) return;
  const known = pods.flatMap(({ containers }) => containers.flatMap(({ container }) => container.ports ?? []));
  for (const [place, port] of ports.entries()) {
    const name = textOf(get(port, 'port'));
    if (name === '' || known.some((each) => each.name === name)) continue;
    const names = known.flatMap((each) => (each.name ? [each.name] : [])).join(', ');
    tell([...at, place, 'port'], `the pods have no port named ${name}`, `Their named ports: ${names || 'none'}.`);
  }
}

export const budgetTarget: ReferenceRule = {
  name: 'budget-target',
  summary: 'A PodDisruptionBudget selects pods that exist',
  severity: 'error',
  check({ index, tellOf }) {
    for (const object of index.ofKind('PodDisruptionBudget')) {
      const { value, namespace } = object.manifest;
      const selector = get(value, 'spec', 'selector');
      if (!isObject(selector) || index.podsOf(namespace, selector as Selector).length > 0) continue;
      if (!hasPods(index, namespace)) continue;
      tellOf(object)(
        ['spec', 'selector'],
        'the budget selects no pod',
        'Make the selector agree with the labels of the pods.',
        'key',
      );
    }
  },
};
