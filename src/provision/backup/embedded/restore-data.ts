import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { RaibidError } from '../../../shared/errors.ts';
import type { Manifest } from '../../archive/manifest.ts';
import { type Archive, openArchive } from '../../archive/read-archive.ts';
import { readArchivedSecrets, sealedName } from '../archived-secrets.ts';
import type { BackupSecrets } from '../sealed-secrets.ts';
import { checkDatabase } from './copy-database.ts';
import { databaseFile, secretFiles } from './data-folder.ts';

export interface RestoreDataOptions {
  file: string;
  dataDir: string;
  /** Opens the keys; null: the backup has none, or they are not wanted. */
  passphrase: string | null;
  /** Moves what is in the data folder aside instead of refusing. */
  replace: boolean;
  /** Reads and checks everything, and writes nothing. */
  checkOnly: boolean;
  now: number;
  progress(text: string): void;
}

export interface Restored {
  manifest: Manifest;
  /** Where the former data folder is now; null: there was none. */
  former: string | null;
}

const aboutSchema = z.looseObject({ platform: z.string(), secrets: z.boolean() });

/**
 * Puts a backup of the embedded platform into its data folder. Everything is unpacked and checked beside it first, so
 * that a backup that turns out to be damaged changes nothing. No server may run there.
 */
export async function restoreData(options: RestoreDataOptions): Promise<Restored> {
  const { file, dataDir, passphrase, progress } = options;
  const archive = await openArchive(file, 'backup');
  try {
    if (!options.checkOnly) refuseOtherPlatform(archive.manifest, file);
    const secrets = await readArchivedSecrets(archive, passphrase);
    if (options.checkOnly) {
      progress('reading every file');
      await archive.check();
      return { manifest: archive.manifest, former: null };
    }
    if (!options.replace) await refuseUsedFolder(dataDir);
    const draft = join(dirname(dataDir), `.${basename(dataDir)}.restoring`);
    await rm(draft, { recursive: true, force: true });
    try {
      await unpack(archive, draft, secrets, progress);
      return { manifest: archive.manifest, former: await takePlace(draft, dataDir, options.now) };
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  } finally {
    await archive.close();
  }
}

function refuseOtherPlatform({ about }: Manifest, file: string): void {
  const { data } = aboutSchema.safeParse(about);
  if (data?.platform === 'embedded') return;
  throw new RaibidError('input_invalid', `${file} is a backup of a cluster, not of the embedded platform.`, {
    hint: 'Restore it with `raibid-cli restore --cluster`.',
  });
}

async function refuseUsedFolder(dataDir: string): Promise<void> {
  const names = await readdir(dataDir).catch(() => []);
  if (names.length === 0) return;
  throw new RaibidError('conflict', `${dataDir} is not empty.`, {
    hint: 'Restore into another folder with --data-dir, or say --replace: what is there is moved aside then.',
  });
}

async function unpack(
  archive: Archive,
  draft: string,
  secrets: BackupSecrets,
  progress: (text: string) => void,
): Promise<void> {
  await mkdir(draft, { recursive: true, mode: 0o700 });
  const { files, folders } = archive.manifest;
  for (const folder of folders) await mkdir(join(draft, folder), { recursive: true, mode: 0o700 });
  for (const [index, { name }] of files.entries()) {
    if (index % 100 === 0) progress(`${index} of ${files.length} files`);
    if (name !== sealedName) await archive.extract(name, join(draft, name));
  }
  for (const name of secretFiles) {
    const content = secrets[name];
    if (content !== undefined) await writeFile(join(draft, name), content, { mode: 0o600, flush: true });
  }
  progress('checking the database');
  checkDatabase(join(draft, databaseFile));
}

/** Answers where the former folder went; null when there was nothing in it. */
async function takePlace(draft: string, dataDir: string, now: number): Promise<string | null> {
  const names = await readdir(dataDir).catch(() => null);
  let former: string | null = null;
  if (names !== null && names.length > 0) {
    former = `${dataDir}.before-restore-${new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')}`;
    await rename(dataDir, former);
  } else if (names !== null) await rm(dataDir, { recursive: true });
  await rename(draft, dataDir);
  return former;
}
