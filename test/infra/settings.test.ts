import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { agentFlags } from '../../src/agent/agent-flags.ts';
import { serverFlags } from '../../src/server/server-flags.ts';
import type { Flag } from '../../src/shared/flags.ts';
import { type KubernetesObject, render } from './support/infra.ts';

const podSchema = z.looseObject({
  containers: z.array(
    z.looseObject({ name: z.string(), env: z.array(z.looseObject({ name: z.string() })).default([]) }),
  ),
});
const podsSchema = {
  Deployment: z.looseObject({ spec: z.looseObject({ template: z.looseObject({ spec: podSchema }) }) }),
  ScaledJob: z.looseObject({
    spec: z.looseObject({
      jobTargetRef: z.looseObject({ template: z.looseObject({ spec: podSchema }) }),
    }),
  }),
};

/** Names of RAIBID_ variables that a container of these objects gets. */
function settingsOf(objects: KubernetesObject[], container: string): string[] {
  const pods = objects.flatMap((object) => {
    if (object.kind === 'Deployment') return [podsSchema.Deployment.parse(object).spec.template.spec];
    if (object.kind === 'ScaledJob') return [podsSchema.ScaledJob.parse(object).spec.jobTargetRef.template.spec];
    return [];
  });
  const env = pods.flatMap((pod) => pod.containers.filter(({ name }) => name === container)).flatMap(({ env }) => env);
  return env.map(({ name }) => name).filter((name) => name.startsWith('RAIBID_'));
}

const known = (flags: Record<string, Flag>) => Object.values(flags).flatMap(({ env }) => env ?? []);

describe('every setting of a chart', () => {
  it.each([
    ['server', 'server', serverFlags],
    ['agents', 'agent', agentFlags],
  ])('of %s is known to the program', async (component, container, flags) => {
    const settings = settingsOf(await render(component), container);
    expect(settings.length).toBeGreaterThan(4);
    expect(known(flags)).toEqual(expect.arrayContaining(settings));
  });
});
