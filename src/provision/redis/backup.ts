import { join } from 'node:path';
import { outputToFile } from '../backup/cluster/pod-stream.ts';
import type { ComponentContext } from '../context.ts';
import { secretValue } from '../secrets/stored-secret.ts';

/** The file of a backup. */
export const snapshotFile = 'redis.rdb';

/**
 * Not straight to standard output: there redis-cli leaves the mark of 40 bytes that ends a diskless transfer, which it cuts
 * off a file, and Redis 7.0 refuses to start on a base with anything behind its end.
 */
const script = `
read -r REDISCLI_AUTH
export REDISCLI_AUTH
file=/data/.raibid-backup.rdb
trap 'rm -f "$file"' EXIT
redis-cli -e --no-auth-warning --user backup --rdb "$file" >&2
redis-check-rdb "$file" >&2
cat "$file"
`;

/** A snapshot over the replication protocol; Redis works on meanwhile. The password goes by standard input. */
export async function backupRedis(context: ComponentContext, folder: string): Promise<void> {
  const password = await secretValue(context, context.entry.namespace, 'redis-users', 'backup-password');
  await outputToFile(
    context,
    {
      namespace: context.entry.namespace,
      target: 'statefulset/redis',
      container: 'redis',
      command: ['sh', '-euc', script],
      input: `${password}\n`,
    },
    join(folder, snapshotFile),
  );
}
