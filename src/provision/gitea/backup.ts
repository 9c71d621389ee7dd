import { join } from 'node:path';
import { outputToFile } from '../backup/cluster/pod-stream.ts';
import type { ComponentContext } from '../context.ts';

/** The file of a backup. */
export const dumpFile = 'gitea.tar';

/** Gitea's own dump: database, repositories, packages, attachments, configuration. It serves on meanwhile. */
export async function backupGitea(context: ComponentContext, folder: string): Promise<void> {
  const dump = 'gitea dump --quiet --skip-log --skip-index --type tar --tempdir /tmp/gitea --file -';
  // Before the first repository its folder is not there, and the dump would fail.
  const command = ['sh', '-euc', `mkdir -p /var/lib/gitea/git/repositories /tmp/gitea; exec ${dump}`];
  const place = { namespace: context.entry.namespace, target: 'deployment/gitea', container: 'gitea', command };
  await outputToFile(context, place, join(folder, dumpFile));
}
