import type { ComponentContext } from '../context.ts';
import { suspended } from './git-owner.ts';
import { lastAttempts } from './last-attempts.ts';

/** Why the cluster may not be as Git says, in words for `status`: what Flux passes over, and what it could not apply. */
export async function fluxFaults(context: ComponentContext): Promise<string[]> {
  const passedOver = await suspended(context);
  const failed = (await lastAttempts(context)).filter(({ state }) => state === 'failed');
  return [
    ...(passedOver.length === 0 ? [] : [`suspended until raibid-cli setup flux: ${passedOver.join(', ')}`]),
    ...failed.map(({ name, message }) => `${name}: ${message}`),
  ];
}
