import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { addTree } from '../../archive/add-tree.ts';
import type { Manifest } from '../../archive/manifest.ts';
import { type ArchiveWriter, diskFull, writeArchive } from '../../archive/write-archive.ts';
import { writeBackupRecord } from '../../backup-record.ts';
import { namespaceExists } from '../../chart/remove-release.ts';
import type { ComponentContext } from '../../context.ts';
import { loadComponent } from '../../setup/component-code.ts';
import { trackContext } from '../../setup/component-context.ts';
import type { ReportProgress, SetupOptions } from '../../setup/setup-options.ts';
import { sealedName } from '../archived-secrets.ts';
import { type BackupSecrets, sealSecrets } from '../sealed-secrets.ts';
import { readAuthorityFiles, readComponentSecrets } from './cluster-secrets.ts';

export interface BackupClusterOptions {
  setup: SetupOptions;
  /** The archive to write; its folder is made. */
  file: string;
  /** Encrypts the Secrets; null: they are left out. */
  passphrase: string | null;
  now: number;
  report: ReportProgress;
}

/**
 * Writes what the components of a cluster keep into one archive, while they work: Redis first, as files and repositories
 * that it knows of are on their disks by then. Notes the backup, so that `teardown` knows of it.
 */
export async function backupCluster(options: BackupClusterOptions): Promise<Manifest> {
  const { setup, file, passphrase, now } = options;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const contexts = await presentComponents(options);
  const components = contexts.map(({ entry }) => entry.name);
  const about = { platform: 'cluster', secrets: passphrase !== null, components };
  const writer = await writeArchive(file, { kind: 'backup', about }, now);
  try {
    if (passphrase !== null) {
      const secrets = await readSecrets(setup, contexts);
      await writer.addBytes(sealedName, await sealSecrets(secrets, passphrase));
    }
    for (const context of contexts) await addComponent(writer, context, dirname(file));
    const manifest = await writer.finish();
    const { kube } = await setup.cluster();
    await writeBackupRecord(setup.paths.config, kube.connection.server, { at: now, file, components });
    return manifest;
  } catch (error) {
    await writer.abandon();
    throw diskFull(error, file);
  }
}

async function presentComponents({ setup, report }: BackupClusterOptions): Promise<ComponentContext[]> {
  const present: ComponentContext[] = [];
  for (const entry of setup.entries.filter(({ deploy }) => deploy !== 'k3s')) {
    const { context } = trackContext(setup, entry, report);
    if (await namespaceExists(context)) present.push(context);
  }
  return present;
}

async function readSecrets(setup: SetupOptions, contexts: readonly ComponentContext[]): Promise<BackupSecrets> {
  const parts = await Promise.all(contexts.map(readComponentSecrets));
  return Object.assign({}, await readAuthorityFiles(setup.paths.config), ...parts);
}

async function addComponent(writer: ArchiveWriter, context: ComponentContext, scratch: string): Promise<void> {
  const { backup } = await loadComponent(context.entry);
  if (backup === undefined) return;
  context.progress('backing up');
  const folder = await mkdtemp(join(scratch, '.backup-'));
  try {
    await backup(context, folder);
    await addTree(writer, context.entry.name, folder, { skip: /^\./ });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
