import { resolve } from 'node:path';
import { restoreCluster } from '../../../provision/backup/cluster/restore-cluster.ts';
import { type Restored, restoreData } from '../../../provision/backup/embedded/restore-data.ts';
import { RaibidError } from '../../../shared/errors.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn, requiredArgument, textOption } from '../../option-values.ts';
import { printData } from '../../output/print.ts';
import { passphrase } from '../../passphrase.ts';
import { openProgress } from '../../provision/progress.ts';
import { setupOptionsOf } from '../../provision/setup-options.ts';
import { dataFolder } from '../../remote/data-folder.ts';
import { localServer } from '../../remote/local-server.ts';

export async function run(context: CommandContext): Promise<number> {
  if (isSwitchedOn(context, 'cluster') && !isSwitchedOn(context, 'check')) return intoCluster(context);
  const dataDir = dataFolder(context);
  const checkOnly = isSwitchedOn(context, 'check');
  if (!checkOnly) await refuseRunningServer(dataDir);
  const restored = await restoreData({
    file: resolve(context.cwd, requiredArgument(context, 'file')),
    dataDir,
    passphrase: checkOnly ? null : await passphrase(context, 'Pass phrase of the backup: '),
    replace: isSwitchedOn(context, 'replace'),
    checkOnly,
    now: Date.now(),
    progress: (text) => context.stderr.write(`Restoring: ${text}\n`),
  });
  printData(context, summary(restored, dataDir), () => lines(restored, dataDir, context));
  return 0;
}

async function intoCluster(context: CommandContext): Promise<number> {
  const file = resolve(context.cwd, requiredArgument(context, 'file'));
  const phrase = await passphrase(context, 'Pass phrase of the backup: ');
  const { options } = await setupOptionsOf(context);
  const { report, end } = openProgress(context);
  const replace = isSwitchedOn(context, 'replace');
  const work = restoreCluster({ setup: options, file, passphrase: phrase, replace, report });
  const { createdAt, writtenBy, about } = await work.finally(end).catch((error: unknown) => {
    if (context.signal.aborted && error instanceof RaibidError)
      context.stderr.write(`${error.message}\n${error.hint}\n`);
    throw error;
  });
  printData(context, { createdAt, writtenBy, ...about }, () => [
    `Restored the backup of ${new Date(createdAt).toISOString()} (raibid-ci ${writtenBy}): ${about.components}`,
  ]);
  return 0;
}

async function refuseRunningServer(dataDir: string): Promise<void> {
  const url = await localServer(dataDir);
  if (url === undefined) return;
  throw new RaibidError('conflict', `A server runs on ${dataDir}, at ${url}.`, { hint: 'Stop it first.' });
}

function summary({ manifest, former }: Restored, dataDir: string): Record<string, unknown> {
  const { createdAt, writtenBy, files } = manifest;
  return { dataDir, createdAt, writtenBy, files: files.length, former };
}

function lines({ manifest, former }: Restored, dataDir: string, context: CommandContext): string[] {
  const made = new Date(manifest.createdAt).toISOString();
  const what = `the backup of ${made} (raibid-ci ${manifest.writtenBy}, ${manifest.files.length} files)`;
  if (isSwitchedOn(context, 'check')) return [`${what.replace('the', 'The')} is whole`];
  const moved = former === null ? [] : [`What was there is in ${former}`];
  const folder = textOption(context, 'data-dir') === undefined ? '' : ` --data-dir ${dataDir}`;
  return [`Restored ${what} to ${dataDir}`, ...moved, `Start it: raibid-cli up${folder}`];
}
