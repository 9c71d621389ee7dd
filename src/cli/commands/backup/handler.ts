import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { backupData } from '../../../provision/backup/embedded/backup-data.ts';
import { backupName, dropOldBackups } from '../../../provision/backup/retention.ts';
import type { CommandContext } from '../../command.ts';
import { numberOption, textOption } from '../../option-values.ts';
import { printData } from '../../output/print.ts';
import { sizeText } from '../../output/size-text.ts';
import { newPassphrase } from '../../passphrase.ts';
import { dataFolder } from '../../remote/data-folder.ts';

const mostKept = 10_000;

export async function run(context: CommandContext): Promise<number> {
  const dataDir = dataFolder(context);
  const keep = numberOption(context, 'keep', { min: 1, max: mostKept }) ?? mostKept;
  const folder = resolve(context.cwd, textOption(context, 'to') ?? `${dataDir}-backups`);
  const passphrase = await newPassphrase(context);
  const now = Date.now();
  const file = join(folder, backupName(now));
  const progress = (text: string): void => context.stderr.write(`Backing up: ${text}\n`);
  const manifest = await backupData({ dataDir, file, passphrase, now, progress });
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
