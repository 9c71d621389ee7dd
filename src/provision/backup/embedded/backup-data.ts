import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RaibidError } from '../../../shared/errors.ts';
import { addTree } from '../../archive/add-tree.ts';
import type { Manifest } from '../../archive/manifest.ts';
import { type ArchiveWriter, diskFull, writeArchive } from '../../archive/write-archive.ts';
import { sealedName } from '../archived-secrets.ts';
import { type BackupSecrets, sealSecrets } from '../sealed-secrets.ts';
import { copyDatabase } from './copy-database.ts';
import { blobsFolder, databaseFile, repositoriesFolder, secretFiles } from './data-folder.ts';

export interface BackupDataOptions {
  dataDir: string;
  /** The archive to write; its folder is made. */
  file: string;
  /** Encrypts keys and tokens; null: they are left out. */
  passphrase: string | null;
  /** Wall clock, milliseconds since 1970. */
  now: number;
  progress(text: string): void;
}

/** Files that are not finished, or locks of a git at work. */
const unfinished = /^\.new-|^tmp_|\.lock$/;

/**
 * Writes everything that the embedded platform keeps into one archive, while it may be running. The database comes
 * first: all logs and files that it knows of are on the disk by then, and a push that git takes afterwards is found
 * again when the restored server compares the repositories with its ledger.
 */
export async function backupData(options: BackupDataOptions): Promise<Manifest> {
  const { dataDir, file, passphrase, now } = options;
  if (!existsSync(join(dataDir, databaseFile))) {
    throw new RaibidError('not_found', `There is no platform in ${dataDir}.`, {
      hint: 'Name its data folder with --data-dir.',
    });
  }
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const about = { platform: 'embedded', secrets: passphrase !== null };
  const writer = await writeArchive(file, { kind: 'backup', about }, now);
  try {
    await addAll(writer, options);
    return await writer.finish();
  } catch (error) {
    await writer.abandon();
    throw diskFull(error, file);
  }
}

async function addAll(
  writer: ArchiveWriter,
  { dataDir, file, passphrase, progress }: BackupDataOptions,
): Promise<void> {
  const scratch = await mkdtemp(join(dirname(file), '.backup-'));
  try {
    progress('database');
    await copyDatabase(join(dataDir, databaseFile), join(scratch, databaseFile));
    await writer.addFile(databaseFile, join(scratch, databaseFile));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  if (passphrase !== null) {
    progress('keys');
    await writer.addBytes(sealedName, await sealSecrets(await readSecrets(dataDir), passphrase));
  }
  progress('repositories');
  await addRepositories(writer, join(dataDir, repositoriesFolder));
  progress('logs, artifacts and caches');
  await addTree(writer, blobsFolder, join(dataDir, blobsFolder), { skip: unfinished });
}

/** What refers comes before what is referred to: git writes objects first, then refs, and packs loose refs last. */
const repositoryOrder = ['refs', 'packed-refs'];

async function addRepositories(writer: ArchiveWriter, folder: string): Promise<void> {
  await writer.addFolder(repositoriesFolder);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.sort()) {
    await addTree(writer, `${repositoriesFolder}/${name}`, join(folder, name), {
      skip: unfinished,
      order: (a, b) => rank(a) - rank(b),
    });
  }
}

function rank(name: string): number {
  const place = repositoryOrder.indexOf(name);
  return place < 0 ? repositoryOrder.length : place;
}

async function readSecrets(dataDir: string): Promise<BackupSecrets> {
  const secrets: BackupSecrets = {};
  for (const name of secretFiles) {
    const content = await readFile(join(dataDir, name), 'utf8').catch(() => null);
    if (content !== null) secrets[name] = content;
  }
  return secrets;
}
