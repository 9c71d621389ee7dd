import type { ComponentEntry } from '../components.ts';
import type { ComponentContext } from '../context.ts';
import { messageOf } from '../failure.ts';
import type { ReportProgress, SetupOptions } from './setup-options.ts';

/** A component's context, and what takes back all that it made in this run. */
export interface TrackedContext {
  context: ComponentContext;
  /** Undoes what was registered, the newest first. Answers what could not be undone, in words. */
  undo(): Promise<string[]>;
}

/** The context of one component in one run. */
export function trackContext(options: SetupOptions, entry: ComponentEntry, report: ReportProgress): TrackedContext {
  const made: { what: string; undo: () => Promise<void> }[] = [];
  const { values, isOwnedByGit: _isOwned, ...shared } = options;
  const progress = (text: string): void => report({ component: entry.name, state: 'working', text });
  const context: ComponentContext = {
    ...shared,
    entry,
    values: values[entry.name] ?? {},
    valuesOf: (component) => values[component] ?? {},
    progress,
    onFailure: (what, undo) => made.push({ what, undo }),
  };
  async function undo(): Promise<string[]> {
    const left: string[] = [];
    for (const { what, undo: takeBack } of made.splice(0).toReversed()) {
      progress(`taking back ${what}`);
      await takeBack().catch((error: unknown) => left.push(`${what}: ${messageOf(error)}`));
    }
    return left;
  }
  return { context, undo };
}
