import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Manifest } from '../../../provision/archive/manifest.ts';
import { backupCluster } from '../../../provision/backup/cluster/backup-cluster.ts';
import { backupData } from '../../../provision/backup/embedded/backup-data.ts';
import { backupName, dropOldBackups } from '../../../provision/backup/retention.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn, numberOption, textOption } from '../../option-values.ts';
import { printData } from '../../output/print.ts';
import { sizeText } from '../../output/size-text.ts';
import { newPassphrase } from '../../passphrase.ts';
import { openProgress } from '../../provision/progress.ts';
import { setupOptionsOf } from '../../provision/setup-options.ts';
import { dataFolder } from '../../remote/data-folder.ts';

const mostKept = 10_000;

export async function run(context: CommandContext): Promise<number> {
  const keep = numberOption(context, 'keep', { min: 1, max: mostKept }) ?? mostKept;
  const folder = resolve(context.cwd, textOption(context, 'to') ?? `${dataFolder(context)}-backups`);
  const passphrase = await newPassphrase(context);
  const now = Date.now();
  const file = join(folder, backupName(now));
  const isCluster = isSwitchedOn(context, 'cluster');
  const manifest = await (isCluster ? ofCluster : ofThisMachine)(context, { file, passphrase, now });
  const deleted = await dropOldBackups(folder, keep);
  const { size } = await stat(file);
  const written = { file, bytes: size, files: manifest.files.length, secrets: passphrase !== null, deleted };
  printData(context, written, () => [
    `${file}: ${manifest.files.length} files, ${sizeText(size)}`,
    ...deleted.map((name) => `deleted ${name}`),
  ]);
  if (passphrase === null) context.stderr.write('Keys and tokens are not in it, as asked.\n');
  return 0;
}

interface Wanted {
  file: string;
  passphrase: string | null;
  now: number;
}

function ofThisMachine(context: CommandContext, wanted: Wanted): Promise<Manifest> {
  const progress = (text: string): void => context.stderr.write(`Backing up: ${text}\n`);
  return backupData({ ...wanted, dataDir: dataFolder(context), progress });
}

async function ofCluster(context: CommandContext, wanted: Wanted): Promise<Manifest> {
  const { options } = await setupOptionsOf(context);
  const { report, end } = openProgress(context);
  try {
    return await backupCluster({ ...wanted, setup: options, report });
  } finally {
    end();
  }
}
