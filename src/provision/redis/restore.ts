import { join } from 'node:path';
import { runWithVolume } from '../backup/cluster/volume-pod.ts';
import { whileStopped } from '../backup/cluster/workload.ts';
import type { ComponentContext } from '../context.ts';
import { snapshotFile } from './backup.ts';

/**
 * Redis does not read an RDB file beside an append-only file: the snapshot becomes the base of a new one
 * (infra/redis/chart/files/restore.sh does the same for the backups of the CronJob). What was there before is kept beside.
 */
const script = `
cd /data
rm -rf appendonlydir.new
mkdir appendonlydir.new
cat > appendonlydir.new/appendonly.aof.1.base.rdb
redis-check-rdb appendonlydir.new/appendonly.aof.1.base.rdb > /dev/null
printf 'file appendonly.aof.1.base.rdb seq 1 type b\\n' > appendonlydir.new/appendonly.aof.manifest
rm -rf appendonlydir.before-restore
if [ -d appendonlydir ]; then mv appendonlydir appendonlydir.before-restore; fi
mv appendonlydir.new appendonlydir
rm -f dump.rdb
sync
`;

/** Replaces all keys by those of the snapshot. */
export async function restoreRedis(context: ComponentContext, folder: string): Promise<void> {
  const { namespace, images } = context.entry;
  const workload = { namespace, kind: 'statefulsets' as const, name: 'redis' };
  const pod = { image: images[0] ?? '', claim: 'data-redis-0', mountPath: '/data', user: 999, script };
  await whileStopped(context, workload, () => runWithVolume(context, pod, join(folder, snapshotFile)));
}
