import { RaibidError } from '../../shared/errors.ts';
import { freshFor, readBackupRecord } from '../backup-record.ts';
import { namespaceExists } from '../chart/remove-release.ts';
import type { ComponentEntry } from '../components.ts';
import { componentsWithData } from '../components-with-data.ts';
import { trackContext } from '../setup/component-context.ts';
import type { SetupOptions } from '../setup/setup-options.ts';

/** Throws `data_unsaved` when one of these components holds data that no fresh backup outside the cluster has. */
export async function demandBackup(options: SetupOptions, chosen: readonly ComponentEntry[]): Promise<void> {
  const unsaved = await unsavedData(options, chosen);
  if (unsaved.length === 0) return;
  throw new RaibidError('data_unsaved', `no backup of the last hour holds the data of ${unsaved.join(', ')}`);
}

async function unsavedData(options: SetupOptions, chosen: readonly ComponentEntry[]): Promise<string[]> {
  const present: string[] = [];
  for (const entry of chosen.filter(({ name }) => componentsWithData.includes(name))) {
    if (await namespaceExists(trackContext(options, entry, () => undefined).context)) present.push(entry.name);
  }
  if (present.length === 0) return [];
  const { kube } = await options.cluster();
  const backup = await readBackupRecord(options.paths.config, kube.connection.server);
  const saved = backup !== null && Date.now() - backup.at < freshFor ? backup.components : [];
  return present.filter((name) => !saved.includes(name));
}
