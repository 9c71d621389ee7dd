import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import { authorityFiles } from '../certificates/authority.ts';
import type { ComponentEntry } from '../components.ts';
import { messageOf } from '../failure.ts';
import { loadComponent } from '../setup/component-code.ts';
import { trackContext } from '../setup/component-context.ts';
import { type GraphOutcome, runGraph } from '../setup/run-graph.ts';
import type { ReportProgress, SetupOptions } from '../setup/setup-options.ts';

/**
 * Takes the chosen components away, each after all that depend on it. One that fails keeps those that it depends on. When
 * everything went, the files that setup made on this machine go too.
 */
export async function tearDown(options: SetupOptions, chosen: readonly ComponentEntry[], report: ReportProgress) {
  for (const { name } of chosen) report({ component: name, state: 'waiting', text: 'waits' });
  const nodes = reversed(chosen);
  const outcomes = await runGraph(nodes, async ({ entry }) => {
    try {
      report({ component: entry.name, state: 'working', text: 'looking at what is there' });
      await (await loadComponent(entry)).remove(trackContext(options, entry, report).context);
      report({ component: entry.name, state: 'done', text: 'gone' });
    } catch (error) {
      report({ component: entry.name, state: 'failed', text: 'failed' });
      throw new RaibidError('provision_failed', `${entry.name}: ${messageOf(error)}`, { cause: error });
    }
  });
  for (const [component, outcome] of outcomes) {
    if (outcome.state === 'skipped') report({ component, state: 'skipped', text: `${outcome.because} is still there` });
  }
  if (isEverything(options, chosen) && allDone(outcomes)) await removeFiles(options);
  return outcomes;
}

/**
 * The graph turned round: a component comes after those that need it, and after Flux, which would deploy it again, or is in
 * the middle of doing so.
 */
function reversed(chosen: readonly ComponentEntry[]) {
  const isFlux = ({ name }: ComponentEntry): boolean => name === 'flux';
  const inOrder = [...chosen.filter(isFlux), ...chosen.toReversed().filter((entry) => !isFlux(entry))];
  return inOrder.map((entry) => {
    const mustGoBefore = (other: ComponentEntry): boolean => isFlux(other) || other.dependsOn.includes(entry.name);
    const dependsOn = isFlux(entry) ? [] : chosen.filter(mustGoBefore).map(({ name }) => name);
    return { entry, name: entry.name, dependsOn };
  });
}

function isEverything({ entries }: SetupOptions, chosen: readonly ComponentEntry[]): boolean {
  return entries.filter(({ deploy }) => deploy !== 'k3s').every((entry) => chosen.includes(entry));
}

function allDone(outcomes: ReadonlyMap<string, GraphOutcome<void>>): boolean {
  return [...outcomes.values()].every(({ state }) => state === 'done');
}

/** The authority goes with the certificates that it signed; the record of a backup stays, as the backup does. */
async function removeFiles({ paths }: SetupOptions): Promise<void> {
  await rm(dirname(authorityFiles(paths.config).key), { recursive: true, force: true });
}
