import { RaibidError } from '../../shared/errors.ts';
import { goBack } from '../chart/apply-release.ts';
import { lastGood, type Release, readReleases } from '../chart/release.ts';
import type { Evidence } from '../component.ts';
import type { ComponentEntry } from '../components.ts';
import { loadComponent } from './component-code.ts';
import { trackContext } from './component-context.ts';
import type { ReportProgress, SetupOptions } from './setup-options.ts';

export interface RollbackResult {
  /** Revision whose content is deployed again. */
  revision: number;
  version: string;
  evidence: Evidence[];
}

/**
 * Brings back an earlier revision of a component's release, by default the one before, and tries it out. Errors: `not_found`;
 * `store_newer` when its server could not read the data.
 */
export async function rollBack(
  options: SetupOptions,
  entry: ComponentEntry,
  revision: number | null,
  report: ReportProgress,
): Promise<RollbackResult> {
  const { context } = trackContext(options, entry, report);
  if (entry.release === undefined) throw new RaibidError('conflict', `${entry.name} is no Helm release`);
  const releases = await readReleases(context);
  const target = choose(releases, revision, entry.name);
  context.progress(`going back to revision ${target.version}`);
  await goBack(context, target);
  const evidence = await (await loadComponent(entry)).verify(context);
  report({ component: entry.name, state: 'done', text: `at revision ${target.version} again, works` });
  return { revision: target.version, version: target.chart.metadata.appVersion, evidence };
}

function choose(releases: readonly Release[], revision: number | null, name: string): Release {
  const found = revision === null ? lastGood(releases.slice(1)) : releases.find(({ version }) => version === revision);
  if (found !== undefined) return found;
  const known = releases.map(({ version, info }) => `${version} (${info.status})`).join(', ') || 'none';
  const wanted = revision === null ? 'an earlier good revision' : `revision ${revision}`;
  throw new RaibidError('not_found', `${name} has no ${wanted}; there are: ${known}`);
}
