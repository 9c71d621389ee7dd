import { podOf } from '../lint/pods.ts';
import type { Rule } from '../lint/rule.ts';
import { isObject } from '../manifest.ts';
import { selectorMatches } from '../values/selector-match.ts';
import type { Selector } from '../values/shapes.ts';

export const disruptionBudget: Rule = {
  name: 'disruption-budget',
  summary: 'Workloads with several replicas have a PodDisruptionBudget',
  group: 'reliability',
  severity: 'warning',
  tree(objects, tellOf) {
    const budgets = objects
      .map((object) => object.manifest)
      .filter((manifest) => manifest.kind === 'PodDisruptionBudget');
    for (const object of objects) {
      const { manifest } = object;
      const pod = manifest.kind === 'Deployment' || manifest.kind === 'StatefulSet' ? podOf(manifest) : undefined;
      const replicas = isObject(manifest.value.spec) ? manifest.value.spec.replicas : undefined;
      if (!pod || typeof replicas !== 'number' || replicas < 2) continue;
      const isCovered = budgets.some((budget) => {
        const spec = isObject(budget.value.spec) ? budget.value.spec : {};
        return (
          budget.namespace === manifest.namespace && selectorMatches(spec.selector as Selector | undefined, pod.labels)
        );
      });
      const hint = 'Add a PodDisruptionBudget that selects these pods.';
      if (!isCovered)
        tellOf(object)(['spec', 'replicas'], `${replicas} replicas have no PodDisruptionBudget`, hint, 'key');
    }
  },
};
