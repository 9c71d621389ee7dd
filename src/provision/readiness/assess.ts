import { namespaceExists } from '../chart/remove-release.ts';
import type { ComponentEntry } from '../components.ts';
import type { ComponentContext } from '../context.ts';
import { messageOf } from '../failure.ts';
import { trackContext } from '../setup/component-context.ts';
import type { ReportProgress, SetupOptions } from '../setup/setup-options.ts';
import type { Platform, ReadinessItem, Verdict } from './item.ts';

/** An item with what it found. */
export interface Assessed extends Verdict {
  name: string;
  demand: string;
  ready: boolean;
}

/** Goes through the checklist, item by item. One that breaks is not ready. */
export async function assess(
  options: SetupOptions,
  items: readonly ReadinessItem[],
  report: ReportProgress,
): Promise<Assessed[]> {
  const platform = await platformOf(options);
  const assessed: Assessed[] = [];
  for (const { name, demand, look } of items) {
    report({ component: name, state: 'working', text: demand });
    const verdict = await look(platform).catch((error: unknown) => broken(options, error));
    const ready = verdict.faults.length === 0;
    report({ component: name, state: ready ? 'done' : 'failed', text: verdict.faults[0] ?? 'ready' });
    assessed.push({ name, demand, ready, ...verdict });
  }
  return assessed;
}

function broken({ signal }: SetupOptions, error: unknown): Verdict {
  signal.throwIfAborted();
  return {
    evidence: [],
    faults: [`it could not be looked at: ${messageOf(error)}`],
    mend: 'Look at raibid-cli status.',
  };
}

async function platformOf(options: SetupOptions): Promise<Platform> {
  const present: ComponentContext[] = [];
  const absent: string[] = [];
  for (const entry of options.entries.filter(({ deploy }: ComponentEntry) => deploy !== 'k3s')) {
    const { context } = trackContext(options, entry, () => undefined);
    if (await namespaceExists(context)) present.push(context);
    else absent.push(entry.name);
  }
  return { options, present, absent };
}
