import type { Command } from '../command.ts';
import { passphraseOption } from '../passphrase.ts';
import { connectionOptions, timeoutOption } from '../provision/options.ts';

const ofCluster = [
  { flag: 'cluster', summary: 'The platform on a cluster in place of the one on this machine' },
  ...connectionOptions,
  timeoutOption,
];

export const backupCommands: Command[] = [
  {
    name: 'backup',
    summary: 'Back up the platform into one archive',
    description:
      'Writes database, repositories, logs, artifacts, caches and keys into one tar with the SHA-256 of every file. The ' +
      'platform may be running. Keys and tokens are encrypted with a pass phrase, which is asked for, or comes from ' +
      'standard input or a file.',
    options: [
      { flag: 'data-dir', value: 'folder', summary: 'Data folder of the platform (RAIBID_DATA_DIR)' },
      { flag: 'to', value: 'folder', summary: 'Where backups are kept (default: the data folder with -backups)' },
      { flag: 'keep', value: 'number', summary: 'Deletes all backups there but the newest ones', default: 7 },
      passphraseOption,
      { flag: 'without-secrets', summary: 'Leaves out keys and tokens: secrets must be set again after a restore' },
      ...ofCluster,
    ],
    examples: [
      { line: 'raibid-cli backup --to /mnt/disk', what: 'Ask for a pass phrase and write an archive there.' },
      {
        line: 'raibid-cli backup --to /mnt/disk --keep 30 --passphrase-file /etc/raibid/backup',
        what: 'For cron: the newest thirty stay.',
      },
      { line: 'raibid-cli backup --cluster --to /mnt/disk', what: 'Redis, Gitea, server and Secrets of a cluster.' },
    ],
    data: true,
    load: () => import('./backup/handler.ts'),
  },
  {
    name: 'restore',
    summary: 'Restore the platform from a backup',
    description:
      'Unpacks a backup beside the data folder, checks every file, and only then puts it in place. No server may be ' +
      'running there. Runs that were under way go on, pushes that the backup has without a run get theirs.',
    arguments: [{ name: 'file', summary: 'The backup', required: true }],
    options: [
      { flag: 'data-dir', value: 'folder', summary: 'Data folder to restore into (RAIBID_DATA_DIR)' },
      passphraseOption,
      { flag: 'without-secrets', summary: 'Restores no keys and tokens: needs no pass phrase' },
      { flag: 'replace', summary: 'Moves what is in the data folder aside; of a cluster: replaces its data' },
      { flag: 'check', summary: 'Only reads and checks the whole backup' },
      ...ofCluster,
    ],
    examples: [
      { line: 'raibid-cli restore raibid-20261101T030000Z.tar', what: 'Restore into the default data folder.' },
      {
        line: 'raibid-cli restore --cluster --replace raibid-20261101T030000Z.tar',
        what: 'Into a cluster that `setup` made.',
      },
      { line: 'raibid-cli restore --check raibid-20261101T030000Z.tar', what: 'See whether the backup is good.' },
    ],
    data: true,
    load: () => import('./restore/handler.ts'),
  },
];
