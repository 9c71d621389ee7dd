import { isRaibidError, RaibidError } from '../../shared/errors.ts';
import { namespaceExists } from '../chart/remove-release.ts';
import type { Change, Component, Evidence } from '../component.ts';
import type { ComponentEntry } from '../components.ts';
import type { ComponentContext } from '../context.ts';
import { messageOf } from '../failure.ts';
import { trackContext } from './component-context.ts';
import type { ComponentPlan } from './plan.ts';
import type { ReportProgress, SetupOptions } from './setup-options.ts';
import { stepsOf } from './steps.ts';

export interface SetupResult {
  changes: Change[];
  evidence: Evidence[];
  seconds: number;
}

export interface SetupComponentOptions extends SetupOptions {
  /** False: the smoke test is left out. */
  verify: boolean;
  /** Plans that were made just now and hold still (`lastingPlans`); other components are compared when it is their turn. */
  plans: ReadonlyMap<string, ComponentPlan>;
}

/**
 * Brings one component to what is wanted and tests it. When that fails, what this run made of it is taken away again; an
 * interruption leaves it as it is, for the next run to go on.
 */
export async function setupComponent(
  options: SetupComponentOptions,
  entry: ComponentEntry,
  report: ReportProgress,
): Promise<SetupResult> {
  const started = performance.now();
  const tracked = trackContext(options, entry, report);
  const { context } = tracked;
  try {
    const component = await stepsOf(options, entry);
    context.progress('looking at what is there');
    await requireDependencies(options, entry, report);
    const changes = options.plans.get(entry.name)?.changes ?? (await component.plan(context));
    if (changes.length > 0) await component.apply(context);
    const evidence = options.verify ? await verified(component, context) : [];
    return { changes, evidence, seconds: (performance.now() - started) / 1000 };
  } catch (error) {
    options.signal.throwIfAborted();
    const left = await tracked.undo();
    throw failure(entry, error, left);
  }
}

async function verified(component: Pick<Component, 'verify'>, context: ComponentContext): Promise<Evidence[]> {
  context.progress('smoke test');
  return component.verify(context);
}

/** A component alone needs those before it in the cluster already. */
async function requireDependencies(options: SetupOptions, entry: ComponentEntry, report: ReportProgress) {
  for (const name of entry.dependsOn.filter((each) => each !== 'k3s')) {
    const needed = options.entries.find((each) => each.name === name);
    if (needed === undefined || (await namespaceExists(trackContext(options, needed, report).context))) continue;
    throw new RaibidError('provision_failed', `${entry.name} needs ${name}, which is not there`, {
      hint: `Set both up: raibid-cli setup ${name} ${entry.name}.`,
    });
  }
}

function failure(entry: ComponentEntry, error: unknown, left: readonly string[]): RaibidError {
  const rest =
    left.length === 0 ? '' : `\nThis could not be taken back:\n${left.map((line) => `  ${line}`).join('\n')}`;
  const known = isRaibidError(error) ? { hint: error.hint } : {};
  const code = isRaibidError(error) ? error.code : 'provision_failed';
  return new RaibidError(code, `${entry.name}: ${messageOf(error)}${rest}`, { ...known, cause: error });
}
