import { expect, test } from 'vitest';
import { readComponents } from '../components.ts';
import { infraFolder } from '../infra-folder.ts';
import { lastingPlans } from './lasting-plans.ts';
import type { ComponentPlan } from './plan.ts';

const entries = readComponents(infraFolder());

/** Plans of all components, of which these change something. */
function plansWhere(changed: string[], guessed: string[] = []): ComponentPlan[] {
  return entries.map(({ name, version }) => ({
    component: name,
    version,
    changes: changed.includes(name) ? [{ action: 'update', what: `release ${name}` }] : [],
    isGuess: guessed.includes(name),
  }));
}

function lasting(plans: ComponentPlan[]): string[] {
  return [...lastingPlans(entries, plans).keys()];
}

test('where nothing changes, nothing is compared a second time', () => {
  expect(lasting(plansWhere([]))).toEqual(entries.map(({ name }) => name));
});

test('what depends on a change, at any distance, is compared again after it', () => {
  expect(lasting(plansWhere(['gitea']))).toEqual(['k3s', 'redis', 'gitea', 'keda']);
  expect(lasting(plansWhere(['agents']))).toEqual(entries.map(({ name }) => name));
  expect(lasting(plansWhere(['k3s']))).toEqual(['k3s']);
});

test('what was guessed without a cluster is compared when there is one', () => {
  expect(lasting(plansWhere([], ['flux']))).not.toContain('flux');
});
