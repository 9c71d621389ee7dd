import { openArchive } from '../../archive/read-archive.ts';
import { readBackupRecord } from '../../backup-record.ts';
import { componentsWithData } from '../../components-with-data.ts';
import { messageOf } from '../../failure.ts';
import type { ReadinessItem, Verdict } from '../item.ts';

const mend = 'Make a backup (raibid-cli backup --cluster), and restore it onto another cluster once (docs/backup.md).';

export const recovery: ReadinessItem = {
  name: 'recovery',
  demand: 'The last backup outside of the cluster can be read back whole, and holds Redis, Gitea and the server.',
  async look({ options }): Promise<Verdict> {
    const { kube } = await options.cluster();
    const record = await readBackupRecord(options.paths.config, kube.connection.server);
    if (record === null) return { evidence: [], faults: ['there is no backup to recover from'], mend };
    try {
      const archive = await openArchive(record.file, 'backup');
      try {
        await archive.check();
        const bytes = archive.manifest.files.reduce((sum, { size }) => sum + size, 0);
        const missing = componentsWithData.filter((name) => !record.components.includes(name));
        return {
          evidence: [
            `${record.file} was read whole: ${archive.manifest.files.length} files, ${bytes} bytes, each with its SHA-256`,
          ],
          faults: missing.map((name) => `it holds nothing of ${name}`),
          mend,
        };
      } finally {
        await archive.close();
      }
    } catch (error) {
      return { evidence: [], faults: [messageOf(error)], mend };
    }
  },
};
