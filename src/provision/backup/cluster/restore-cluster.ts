import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { RaibidError } from '../../../shared/errors.ts';
import type { Manifest } from '../../archive/manifest.ts';
import { type Archive, openArchive } from '../../archive/read-archive.ts';
import { namespaceExists } from '../../chart/remove-release.ts';
import type { ComponentContext } from '../../context.ts';
import { loadComponent } from '../../setup/component-code.ts';
import { trackContext } from '../../setup/component-context.ts';
import type { ReportProgress, SetupOptions } from '../../setup/setup-options.ts';
import { readArchivedSecrets } from '../archived-secrets.ts';
import { writeAuthorityFiles, writeComponentSecrets } from './cluster-secrets.ts';
import { scaleTo } from './workload.ts';

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
    for (const context of contexts) await writeComponentSecrets(context, secrets);
    const replicas = await stopServer(contexts);
    for (const context of contexts) await restoreComponent(archive, context);
    await replicas.startAgain();
    return archive.manifest;
  } finally {
    await archive.close();
  }
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

/** Nothing may write to Redis, or look at repositories, while both are being replaced. */
async function stopServer(contexts: readonly ComponentContext[]): Promise<{ startAgain: () => Promise<void> }> {
  const context = contexts.find(({ entry }) => entry.name === 'server');
  if (context === undefined) return { startAgain: async () => undefined };
  const workload = { namespace: context.entry.namespace, kind: 'deployments' as const, name: 'raibid-server' };
  const before = await scaleTo(context, workload, 0);
  return { startAgain: async () => void (await scaleTo(context, workload, Math.max(1, before))) };
}

async function restoreComponent(archive: Archive, context: ComponentContext): Promise<void> {
  const { restore } = await loadComponent(context.entry);
  const prefix = `${context.entry.name}/`;
  const names = archive.manifest.files.map(({ name }) => name).filter((name) => name.startsWith(prefix));
  if (restore === undefined || names.length === 0) return;
  context.progress('restoring');
  const folder = await mkdtemp(join(tmpdir(), 'raibid-restore-'));
  try {
    for (const name of names) await archive.extract(name, join(folder, name.slice(prefix.length)));
    await restore(context, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
