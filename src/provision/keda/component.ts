import { join } from 'node:path';
import { applyChart, planChart, verifyChart } from '../chart/chart-component.ts';
import type { Component } from '../component.ts';
import type { ComponentContext } from '../context.ts';
import { applyObjects, planObjects } from '../manifests/object-changes.ts';
import { readManifestFolder } from '../manifests/read-manifests.ts';
import { removeKeda } from './remove.ts';
import { verifyKeda } from './verify.ts';
import { webhookAnswers } from './webhook-answers.ts';

export const component: Component = {
  async plan(context) {
    return [...(await planObjects(context, agentsNamespace(context))), ...(await planChart(context, []))];
  },
  async apply(context) {
    await applyObjects(context, agentsNamespace(context));
    await applyChart(context, []);
    await webhookAnswers(context);
  },
  verify: (context) => verifyChart(context, verifyKeda),
  remove: removeKeda,
};

/** KEDA's chart binds its rights in the namespace of the agents, so that must be there first. */
function agentsNamespace({ infra, entries }: ComponentContext) {
  const agents = entries.find(({ name }) => name === 'agents');
  if (agents === undefined) return [];
  return readManifestFolder(join(infra, agents.path)).filter(({ kind }) => kind === 'Namespace');
}
