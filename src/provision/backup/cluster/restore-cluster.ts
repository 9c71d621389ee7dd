import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { RaibidError } from '../../../shared/errors.ts';
import type { Manifest } from '../../archive/manifest.ts';
import { type Archive, openArchive } from '../../archive/read-archive.ts';
import { namespaceExists } from '../../chart/remove-release.ts';
import type { ComponentContext } from '../../context.ts';
import { messageOf } from '../../failure.ts';
import { serverPods } from '../../server/server-pods.ts';
import { loadComponent } from '../../setup/component-code.ts';
import { trackContext } from '../../setup/component-context.ts';
import type { ReportProgress, SetupOptions } from '../../setup/setup-options.ts';
import { readArchivedSecrets } from '../archived-secrets.ts';
import type { BackupSecrets } from '../sealed-secrets.ts';
import { writeAuthorityFiles, writeComponentSecrets } from './cluster-secrets.ts';
import { scaleTo, startCommand } from './workload.ts';

export interface RestoreClusterOptions {
  setup: SetupOptions;
  file: string;
  passphrase: string | null;
  /** Replaces data that are there. */
  replace: boolean;
  report: ReportProgress;
}

const aboutSchema = z.looseObject({ platform: z.literal('cluster'), components: z.array(z.string()) });

/**
 * Puts a backup of a cluster into a cluster that `setup` made. The whole backup is checked first. The server does not run
 * meanwhile, and comes back last, on its old keys: agents and jobs that were under way are then found gone, as after a crash.
 * @throws `provision_failed` when it stops half-way: the server stays stopped then, and the message says what to do
 */
export async function restoreCluster(options: RestoreClusterOptions): Promise<Manifest> {
  const { setup, file, passphrase, replace, report } = options;
  if (!replace) {
    throw new RaibidError('data_unsaved', 'A restore replaces all data of the cluster.', { hint: 'Say --replace.' });
  }
  const archive = await openArchive(file, 'backup');
  try {
    const { components } = aboutOf(archive, file);
    await archive.check();
    const secrets = await readArchivedSecrets(archive, passphrase);
    const contexts = setup.entries
      .filter(({ name }) => components.includes(name))
      .map((entry) => trackContext(setup, entry, report).context);
    for (const context of contexts) await demandNamespace(context);
    await writeAuthorityFiles(setup.paths.config, secrets, replace);
    await replaceAll(archive, contexts, secrets);
    return archive.manifest;
  } finally {
    await archive.close();
  }
}

/** Nothing may write to Redis, or look at repositories, while keys and data do not belong together. */
async function replaceAll(
  archive: Archive,
  contexts: readonly ComponentContext[],
  secrets: BackupSecrets,
): Promise<void> {
  const server = contexts.find(({ entry }) => entry.name === 'server');
  const replicas = server === undefined ? 0 : Math.max(1, await scaleTo(server, serverPods, 0));
  const replaced: string[] = [];
  try {
    if (Object.keys(secrets).length > 0) replaced.push('Secrets');
    for (const context of contexts) await writeComponentSecrets(context, secrets);
    for (const context of contexts) if (await restoreComponent(archive, context)) replaced.push(context.entry.name);
    if (server !== undefined) await scaleTo(server, serverPods, replicas);
  } catch (error) {
    throw new RaibidError('provision_failed', `${messageOf(error)}\n${stoppedAt(replaced)}`, {
      hint:
        'Run the restore again: it begins anew.' +
        (server === undefined
          ? ''
          : ` The server is stopped until then. To start it on what is there: ${startCommand(serverPods, replicas)}.`),
      cause: error,
    });
  }
}

function stoppedAt(replaced: readonly string[]): string {
  if (replaced.length === 0) return 'The restore has stopped. Nothing was replaced.';
  return `The restore has stopped half-way. Replaced up to now: ${replaced.join(', ')}.`;
}

function aboutOf({ manifest }: Archive, file: string): z.infer<typeof aboutSchema> {
  const { data } = aboutSchema.safeParse(manifest.about);
  if (data !== undefined) return data;
  throw new RaibidError('input_invalid', `${file} is a backup of the embedded platform, not of a cluster.`, {
    hint: 'Restore it without --cluster.',
  });
}

async function demandNamespace(context: ComponentContext): Promise<void> {
  if (await namespaceExists(context)) return;
  throw new RaibidError('conflict', `The cluster has no ${context.entry.name} to restore into.`, {
    hint: `Run \`raibid-cli setup ${context.entry.name}\` first.`,
  });
}

/** True when the backup had something for it. */
async function restoreComponent(archive: Archive, context: ComponentContext): Promise<boolean> {
  const { restore } = await loadComponent(context.entry);
  const prefix = `${context.entry.name}/`;
  const names = archive.manifest.files.map(({ name }) => name).filter((name) => name.startsWith(prefix));
  if (restore === undefined || names.length === 0) return false;
  context.progress('restoring');
  const folder = await mkdtemp(join(tmpdir(), 'raibid-restore-'));
  try {
    for (const name of names) await archive.extract(name, join(folder, name.slice(prefix.length)));
    await restore(context, folder);
    return true;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
