import { RaibidError } from '../../shared/errors.ts';
import type { Component } from '../component.ts';
import type { ComponentEntry } from '../components.ts';

type Load = () => Promise<{ component: Component }>;

/** Code of each component of infra/components.yaml, loaded when it is its turn. */
const componentCode: Record<string, Load> = {
  k3s: () => import('../k3s/component.ts'),
  redis: () => import('../redis/component.ts'),
  gitea: () => import('../gitea/component.ts'),
  keda: () => import('../keda/component.ts'),
  server: () => import('../server/component.ts'),
  agents: () => import('../agents/component.ts'),
  flux: () => import('../flux/component.ts'),
};

/** Throws `not_found` for a component that components.yaml names and nobody has written. */
export async function loadComponent({ name }: ComponentEntry): Promise<Component> {
  const load = componentCode[name];
  if (load === undefined) throw new RaibidError('not_found', `raibid-cli cannot set up the component ${name}`);
  return (await load()).component;
}
