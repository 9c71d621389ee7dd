import type { Command } from '../command.ts';

export const storeCommands: Command[] = [
  {
    name: 'store copy',
    summary: 'Copy the state of a platform to another store',
    description:
      'From SQLite to Redis or back, with everything the platform remembers: repositories, runs, what waits and runs, ' +
      'secrets (sealed), sessions. Logs, artifacts, caches and Git repositories are files: they stay where they are. Stop ' +
      'the servers first. All or nothing: the copy is read again and compared by count and checksum before a server can ' +
      'use it, and a copy that was broken off is begun anew. A store is sqlite:FILE, sqlite:FOLDER (its state.db), ' +
      'redis://host:port/database or rediss://…',
    options: [
      { flag: 'from', value: 'store', summary: 'Store to copy; it is not changed' },
      { flag: 'to', value: 'store', summary: 'Empty store to fill' },
      { flag: 'user', value: 'name', summary: 'User of the Redis' },
      { flag: 'password-file', value: 'file', summary: 'File with its password, in the first line' },
      { flag: 'ca', value: 'file', summary: 'PEM file of the authority that signed its certificate' },
    ],
    examples: [
      {
        line: 'raibid-cli store copy --from sqlite:/var/lib/raibid --to redis://redis:6379 --password-file password',
        what: 'Move a platform from one machine to several servers on one Redis.',
      },
      {
        line: 'raibid-cli store copy --from redis://redis:6379 --to sqlite:backup.db',
        what: 'Take a backup in one file.',
      },
    ],
    data: true,
    load: () => import('./store/copy.ts'),
  },
];
