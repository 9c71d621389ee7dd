import { join } from 'node:path';
import { outputToFile } from '../backup/cluster/pod-stream.ts';
import type { ComponentContext } from '../context.ts';

/** The file of a backup. */
export const filesFile = 'server.tar';

/**
 * Logs, artifacts, caches and repositories of the server. Its files never change once they are there, so it works on;
 * 1 is tar's word for a file that went away meanwhile.
 */
export async function backupServer(context: ComponentContext, folder: string): Promise<void> {
  const script = "tar -cf - -C /data --exclude './*.tmp' . || [ $? -eq 1 ]";
  const place = {
    namespace: context.entry.namespace,
    target: 'deployment/raibid-server',
    container: 'server',
    command: ['sh', '-euc', script],
  };
  await outputToFile(context, place, join(folder, filesFile));
}
