import { join } from 'node:path';
import { runQuietly } from '../backup/cluster/pod-stream.ts';
import { runWithVolume } from '../backup/cluster/volume-pod.ts';
import { whileStopped } from '../backup/cluster/workload.ts';
import type { ComponentContext } from '../context.ts';
import { dumpFile } from './backup.ts';

/**
 * Puts a dump in the place of everything in the volume; what was there is kept in `.before-restore` until the next one.
 * In a dump `data/` is the application's data, with the database in `data/data`, and `repos/` are the repositories.
 */
const script = `
cd /var/lib/gitea
rm -rf .restore .before-restore
mkdir .restore .before-restore
tar -xf - -C .restore
test -d .restore/data
for entry in * .[!.]*; do
  case $entry in .restore | .before-restore | lost+found | '*' | '.[!.]*') continue ;; esac
  mv "$entry" .before-restore/
done
for entry in .restore/data/* .restore/data/.[!.]*; do
  if [ -e "$entry" ]; then mv "$entry" .; fi
done
mkdir -p git
if [ -d .restore/repos ]; then
  rm -rf git/repositories
  mv .restore/repos git/repositories
fi
rm -rf .restore
sync
`;

/** Replaces repositories, database, packages and attachments by those of the dump. */
export async function restoreGitea(context: ComponentContext, folder: string): Promise<void> {
  const { namespace, images } = context.entry;
  const workload = { namespace, kind: 'deployments' as const, name: 'gitea' };
  const pod = { image: images[0] ?? '', claim: 'gitea', mountPath: '/var/lib/gitea', user: 1000, script };
  await whileStopped(context, workload, () => runWithVolume(context, pod, join(folder, dumpFile)));
  context.progress('writing the hooks of the repositories anew');
  const command = ['gitea', 'admin', 'regenerate', 'hooks'];
  await runQuietly(context, { namespace, target: 'deployment/gitea', container: 'gitea', command });
}
