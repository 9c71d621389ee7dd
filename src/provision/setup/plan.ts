import { isRaibidError } from '../../shared/errors.ts';
import type { Change } from '../component.ts';
import type { ComponentEntry } from '../components.ts';
import { trackContext } from './component-context.ts';
import type { SetupOptions } from './setup-options.ts';
import { stepsOf } from './steps.ts';

/** What setup would do for one component; no changes: it is as wanted. */
export interface ComponentPlan {
  component: string;
  version: string;
  changes: Change[];
  /** True when the cluster could not be asked, because k3s is yet to come. */
  isGuess: boolean;
}

/** Plans all chosen components, one after the other. Where k3s is yet to come, everything on it is to be made. */
export async function planComponents(
  options: SetupOptions,
  chosen: readonly ComponentEntry[],
): Promise<ComponentPlan[]> {
  const plans: ComponentPlan[] = [];
  for (const entry of chosen) {
    const { context } = trackContext(options, entry, () => undefined);
    const component = await stepsOf(options, entry);
    const isAhead = plans.some((plan) => plan.component === 'k3s' && plan.changes.length > 0);
    let isGuess = false;
    const changes = await component.plan(context).catch((error: unknown) => {
      const noCluster = isRaibidError(error, 'unreachable') || isRaibidError(error, 'config_invalid');
      if (!(isAhead && noCluster)) throw error;
      isGuess = true;
      return everything(entry);
    });
    plans.push({ component: entry.name, version: entry.version, changes, isGuess });
  }
  return plans;
}

function everything({ namespace, secrets, release, manifests, version }: ComponentEntry): Change[] {
  const made = [
    `Namespace ${namespace}`,
    ...secrets.map(({ name }) => `Secret ${namespace}/${name}`),
    ...(release === undefined ? [] : [`release ${release}`]),
    ...(manifests === undefined ? [] : [`manifests ${manifests}`]),
  ];
  return made.map((what, index) => ({
    action: 'create',
    what,
    ...(index === made.length - 1 ? { detail: version } : {}),
  }));
}
