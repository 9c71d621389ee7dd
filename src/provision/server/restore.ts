import { join } from 'node:path';
import { runWithVolume } from '../backup/cluster/volume-pod.ts';
import type { ComponentContext } from '../context.ts';
import { filesFile } from './backup.ts';

/** Files that are newer than the restored state are harmless: nothing names them. They go all the same. */
const script = `
cd /data
rm -rf .restore
mkdir .restore
tar -xf - -C .restore
find . -mindepth 1 -maxdepth 1 ! -name .restore ! -name lost+found -exec rm -rf {} +
find .restore -mindepth 1 -maxdepth 1 -exec mv {} . \\;
rmdir .restore
sync
`;

/** Replaces logs, artifacts, caches and repositories. The server itself was stopped before Redis was replaced. */
export async function restoreServer(context: ComponentContext, folder: string): Promise<void> {
  const { images } = context.entry;
  const pod = { image: images[0] ?? '', claim: 'raibid-server', mountPath: '/data', user: 1000, script };
  await runWithVolume(context, pod, join(folder, filesFile));
}
